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
  squaredDistances(
    queries: number,
    panels: number,
    out: number,
    rows: number,
    width: number,
    self: number,
    m0: number,
    m1: number,
  ): void
  nearestRows(
    queries: number,
    panels: number,
    distances: number,
    indices: number,
    rows: number,
    width: number,
    count: number,
    self: number,
    m0: number,
    m1: number,
  ): void
  affinities(distances: number, p: number, width: number, entropy: number, m0: number, m1: number): void
  tsneForces(map: number, p: number, out: number, n: number, cost: number, i0: number, i1: number): void
  tsnePull(
    map: number,
    counts: number,
    columns: number,
    values: number,
    out: number,
    n: number,
    cost: number,
    i0: number,
    i1: number,
  ): void
  tsneTreeBytes(n: number): number
  tsneTree(map: number, tree: number, n: number, theta: number): number
  tsnePush(tree: number, count: number, out: number, n: number, g0: number, g1: number): void
}
