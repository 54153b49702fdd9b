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
  packedBytes(n: number, depth: number): number
  packAll(b: number, ldb: number, tb: number, n: number, depth: number, target: number): void
  gru(
    gates: number,
    packedGates: number,
    packedCandidate: number,
    initial: number,
    states: number,
    previous: number,
    reset: number,
    inner: number,
    length: number,
    units: number,
    gateActivation: number,
    activation: number,
    b0: number,
    b1: number,
    scratch: number,
  ): void
  gruBack(
    gates: number,
    previous: number,
    dStates: number,
    carry: number,
    packedGates: number,
    packedCandidate: number,
    deltas: number,
    inner: number,
    length: number,
    units: number,
    gateActivation: number,
    activation: number,
    b0: number,
    b1: number,
    scratch: number,
  ): void
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
    count: number,
    d0: number,
    d1: number,
    j0: number,
    j1: number,
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
  dense(
    x: number,
    inputs: number,
    kernel: number,
    bias: number,
    y: number,
    units: number,
    activation: number,
    m0: number,
    m1: number,
    n0: number,
    n1: number,
    scratch: number,
  ): void
  denseRows(
    plan: number,
    layers: number,
    x: number,
    y: number,
    widest: number,
    r0: number,
    r1: number,
    buffers: number,
    scratch: number,
  ): void
  rowsTogether(): number
  denseBack(
    delta: number,
    units: number,
    kernel: number,
    values: number,
    activation: number,
    out: number,
    inputs: number,
    m0: number,
    m1: number,
    k0: number,
    k1: number,
    scratch: number,
  ): void
  slope(activation: number, dy: number, y: number, out: number, count: number): void
  lstm(
    gates: number,
    packed: number,
    initial: number,
    initialCell: number,
    states: number,
    previous: number,
    cells: number,
    inner: number,
    length: number,
    units: number,
    gateActivation: number,
    activation: number,
    b0: number,
    b1: number,
    scratch: number,
  ): void
  lstmBack(
    gates: number,
    cells: number,
    initialCell: number,
    dStates: number,
    carry: number,
    carryCell: number,
    packed: number,
    deltas: number,
    length: number,
    units: number,
    gateActivation: number,
    activation: number,
    b0: number,
    b1: number,
    scratch: number,
  ): void
  crossEntropy(
    logits: number,
    labels: number,
    losses: number,
    normalizers: number,
    classes: number,
    r0: number,
    r1: number,
  ): void
  crossEntropyBack(
    logits: number,
    labels: number,
    normalizers: number,
    dLosses: number,
    dLogits: number,
    classes: number,
    r0: number,
    r1: number,
  ): void
  transpose2(x: number, y: number, rows: number, columns: number, r0: number, r1: number): void
  softmax(logarithm: number, x: number, y: number, width: number, r0: number, r1: number): void
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
  maxPool(plan: number, x: number, y: number, r0: number, r1: number): void
  maxPoolGradient(plan: number, x: number, dy: number, dx: number, r0: number, r1: number): void
  averagePool(plan: number, x: number, y: number, r0: number, r1: number): void
  averagePoolGradient(plan: number, dy: number, dx: number, scale: number, r0: number, r1: number): void
  resize(
    linear: number,
    rows: number,
    columns: number,
    x: number,
    height: number,
    width: number,
    y: number,
    outHeight: number,
    outWidth: number,
    channels: number,
    q0: number,
    q1: number,
  ): void
  resizeGradient(
    linear: number,
    rows: number,
    columns: number,
    dx: number,
    height: number,
    width: number,
    dy: number,
    outHeight: number,
    outWidth: number,
    channels: number,
    q0: number,
    q1: number,
  ): void
  clip(x: number, y: number, count: number, low: number, high: number): void
  normalize(
    x: number,
    mean: number,
    factor: number,
    offset: number,
    y: number,
    rows: number,
    width: number,
  ): void
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
  depthwise(
    plan: number,
    x: number,
    filter: number,
    y: number,
    multiplier: number,
    r0: number,
    r1: number,
  ): void
  depthwiseInput(
    plan: number,
    dx: number,
    filter: number,
    dy: number,
    multiplier: number,
    r0: number,
    r1: number,
  ): void
  depthwiseFilter(
    plan: number,
    x: number,
    dy: number,
    dFilter: number,
    multiplier: number,
    rows: number,
    t0: number,
    t1: number,
    sums: number,
  ): void
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
  compare(op: number, a: number, fixedA: number, b: number, fixedB: number, y: number, count: number): void
}
