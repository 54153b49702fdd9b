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
  convForward(
    plan: number,
    x: number,
    filter: number,
    y: number,
    n: number,
    r0: number,
    r1: number,
    step: number,
    windows: number,
    scratch: number,
  ): void
  convFilter(
    plan: number,
    x: number,
    dy: number,
    dFilter: number,
    n: number,
    r0: number,
    r1: number,
    step: number,
    windows: number,
    scratch: number,
  ): void
  convInput(
    plan: number,
    dx: number,
    filter: number,
    dy: number,
    n: number,
    r0: number,
    r1: number,
    step: number,
    windows: number,
    scratch: number,
  ): void
  sumParts(parts: number, count: number, size: number, y: number, i0: number, i1: number): void
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
  packCodes(codes: number, count: number, depth: number, packed: number, halves: number): void
  nearestCode(
    x: number,
    depth: number,
    packed: number,
    halves: number,
    count: number,
    indices: number,
    r0: number,
    r1: number,
    step: number,
    scratch: number,
  ): void
  instanceNorm(
    x: number,
    scale: number,
    shift: number,
    y: number,
    positions: number,
    channels: number,
    u0: number,
    u1: number,
    epsilon: number,
  ): void
  instanceNormGradient(
    dy: number,
    x: number,
    scale: number,
    dx: number,
    dScale: number,
    dShift: number,
    positions: number,
    channels: number,
    u0: number,
    u1: number,
    epsilon: number,
  ): void
}
