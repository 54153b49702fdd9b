/** What the WebAssembly module offers. Pointers are in bytes, sizes in elements; see `assembly/` for each. */
export interface KernelExports {
  gemm(
    a: number,
    lda: number,
    ta: number,
    b: number,
    ldb: number,
    tb: number,
    c: number,
    ldc: number,
    m0: number,
    m1: number,
    n0: number,
    n1: number,
    depth: number,
    accumulate: number,
    scratch: number,
  ): void
  gemmScratchBytes(): number
  unary(op: number, x: number, y: number, count: number, parameter: number): void
  binary(
    op: number,
    a: number,
    rowStepA: number,
    fixedA: number,
    b: number,
    rowStepB: number,
    fixedB: number,
    y: number,
    rows: number,
    width: number,
  ): void
  biasActivation(
    y: number,
    rows: number,
    width: number,
    bias: number,
    activation: number,
    parameter: number,
  ): void
  sumRows(x: number, y: number, outer: number, inner: number, scale: number): void
  sumColumns(x: number, y: number, outer: number, inner: number, c0: number, c1: number, scale: number): void
  maxRows(x: number, y: number, outer: number, inner: number): void
  im2col(
    x: number,
    height: number,
    width: number,
    channels: number,
    outHeight: number,
    outWidth: number,
    kernelHeight: number,
    kernelWidth: number,
    strideY: number,
    strideX: number,
    dilationY: number,
    dilationX: number,
    padTop: number,
    padLeft: number,
    r0: number,
    r1: number,
    target: number,
  ): void
  col2im(
    x: number,
    height: number,
    width: number,
    channels: number,
    outHeight: number,
    outWidth: number,
    kernelHeight: number,
    kernelWidth: number,
    strideY: number,
    strideX: number,
    dilationY: number,
    dilationX: number,
    padTop: number,
    padLeft: number,
    r0: number,
    r1: number,
    source: number,
  ): void
  adam(
    value: number,
    gradient: number,
    first: number,
    second: number,
    largest: number,
    newValue: number,
    newFirst: number,
    newSecond: number,
    newLargest: number,
    count: number,
    stepSize: number,
    secondCorrection: number,
    beta1: number,
    rest1: number,
    beta2: number,
    rest2: number,
    epsilon: number,
    shrink: number,
  ): void
  transpose2(x: number, y: number, rows: number, columns: number, r0: number, r1: number): void
}
