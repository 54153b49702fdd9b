import type { LayerExports } from './layer-exports'
import type { NeighbourExports } from './neighbour-exports'

/** What the WebAssembly module offers. Pointers are in bytes, sizes in elements; see `assembly/` for each. */
export interface KernelExports extends LayerExports, NeighbourExports {
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
  tileRows(): number
  packedBytes(n: number, depth: number): number
  packAll(b: number, ldb: number, tb: number, n: number, depth: number, target: number): void
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
  sumBlocks(x: number, y: number, reduced: number, inner: number, o0: number, o1: number, scale: number): void
  foldBlocks(
    largest: number,
    x: number,
    y: number,
    reduced: number,
    inner: number,
    o0: number,
    o1: number,
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
  gemmBatch(
    table: number,
    a: number,
    sizeA: number,
    lda: number,
    ta: number,
    b: number,
    sizeB: number,
    ldb: number,
    tb: number,
    c: number,
    m: number,
    n: number,
    depth: number,
    b0: number,
    b1: number,
    scratch: number,
  ): void
  clip(x: number, y: number, count: number, low: number, high: number): void
  fourierRoots(target: number, count: number, n: number, sign: number): void
  fourier(
    x: number,
    xi: number,
    y: number,
    yi: number,
    n: number,
    r0: number,
    r1: number,
    scale: number,
    roots: number,
    work: number,
  ): void
  chirpPlan(plan: number, n: number, m: number, sign: number, roots: number, work: number): void
  chirp(
    x: number,
    xi: number,
    y: number,
    yi: number,
    n: number,
    m: number,
    r0: number,
    r1: number,
    scale: number,
    roots: number,
    plan: number,
    work: number,
  ): void
  random(
    normal: number,
    key0: number,
    key1: number,
    position: number,
    y: number,
    count: number,
    scratch: number,
  ): void
  compare(op: number, a: number, fixedA: number, b: number, fixedB: number, y: number, count: number): void
}
