import { log } from '../math/log'
import { type HostArray, runHostKernel } from './host-kernel'
import { type Quadtree, quadtree } from './quadtree'
import { type ForceAttributes, type MapForces, PLANES } from './tsne-forces'

/** Numbers of one call. */
export interface TreeForceAttributes extends ForceAttributes {
  /** Width of a cell by its distance up to which it pushes as a whole. */
  readonly theta: number
}

/** A symmetric sparse P, row by row. */
export interface SparseAffinities {
  /** Entries of each row, [n]. */
  readonly counts: HostArray
  /** Their columns, ascending within a row; exact in float32 up to 2²⁴. */
  readonly columns: HostArray
  /** Their values. */
  readonly values: HostArray
}

/** Points that walk through the tree together. */
const GROUP = 4

/**
 * Forces of a sparse P: pull along its entries, push of cells of a quadtree as wholes.
 *
 * Four points that follow each other along the tree's curve walk together; a cell is a whole where it may be one for all
 * four, which is never less exact than one by one.
 *
 * @param map [2, n]: all x, then all y
 * @see van der Maaten 2014, Accelerating t-SNE using Tree-Based Algorithms, §4.2
 */
export async function tsneTreeForces(
  map: HostArray,
  { counts, columns, values }: SparseAffinities,
  attributes: TreeForceAttributes,
): Promise<MapForces> {
  const [forces = new Float32Array(0)] = await runHostKernel({
    name: 'AeTsneTreeForces',
    inputs: { map, counts, columns, values },
    attributes,
    plain: plainTreeForces,
  })
  return forces
}

function plainTreeForces(
  inputs: Readonly<Record<string, Float32Array>>,
  { points, cost, theta }: TreeForceAttributes,
): { shape: number[]; values: Float32Array }[] {
  const { map, counts, columns, values } = inputs
  if (map === undefined || counts === undefined || columns === undefined || values === undefined) return []
  const forces = new Float32Array(PLANES * points)
  let entry = 0
  for (let i = 0; i < points; i++) {
    const end = entry + (counts[i] ?? 0)
    let [pullX, pullY, logs] = [0, 0, 0]
    for (; entry < end; entry++) {
      const j = columns[entry] ?? 0
      const dx = (map[i] ?? 0) - (map[j] ?? 0)
      const dy = (map[points + i] ?? 0) - (map[points + j] ?? 0)
      const r = 1 + dx * dx + dy * dy
      const p = values[entry] ?? 0
      pullX += (p / r) * dx
      pullY += (p / r) * dy
      if (cost !== 0) logs += p * log(r)
    }
    forces[i] = pullX
    forces[points + i] = pullY
    forces[5 * points + i] = logs
  }
  const tree = quadtree(map, theta)
  for (let first = 0; first < points; first += GROUP) pushGroup(tree, first, map, forces)
  return [{ shape: [PLANES, points], values: forces }]
}

/** Push and mass of the points `first` … `first + 3` of the tree's order. */
function pushGroup(tree: Quadtree, first: number, map: Float32Array, forces: Float32Array): void {
  const points = map.length / 2
  const members = tree.order.subarray(first, Math.min(points, first + GROUP))
  for (let node = 0; node < tree.count; ) {
    const [cx, cy, limit] = [tree.x[node] ?? 0, tree.y[node] ?? 0, tree.limit[node] ?? 0]
    let whole = true
    for (const i of members) {
      const [dx, dy] = [(map[i] ?? 0) - cx, (map[points + i] ?? 0) - cy]
      if (dx * dx + dy * dy < limit) whole = false
    }
    if (!whole) {
      node++
      continue
    }
    const mass = tree.mass[node] ?? 0
    for (const i of members) {
      const [dx, dy] = [(map[i] ?? 0) - cx, (map[points + i] ?? 0) - cy]
      const w = 1 / (1 + dx * dx + dy * dy)
      add(forces, 2 * points + i, mass * w * w * dx)
      add(forces, 3 * points + i, mass * w * w * dy)
      add(forces, 4 * points + i, mass * w)
    }
    node = tree.after[node] ?? tree.count
  }
  // Each has met itself in its own leaf.
  for (const i of members) add(forces, 4 * points + i, -1)
}

function add(values: Float32Array, at: number, value: number): void {
  values[at] = (values[at] ?? 0) + value
}
