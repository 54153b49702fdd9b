/** Kernels that look for neighbours and draw maps of them. Pointers are in bytes; see `assembly/` for each. */
export interface NeighbourExports {
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
