import type { Rng } from '@ae/core'
import type { EncodedRows } from '../table/rows'

/** Numbers of a node: feature or −1 in a leaf, threshold, number of the right child, and in a leaf how long the path counts. */
export const NODE_SIZE = 4

/** Euler's constant. */
const EULER_GAMMA = 0.5772156649015329

/**
 * Comparisons that an unsuccessful search in a binary tree of `count` rows takes on average: what a leaf of so many rows adds.
 *
 * @see Liu, Ting & Zhou 2008, Isolation Forest, ICDM, equation 1
 */
export function averagePath(count: number): number {
  if (count <= 1) return 0
  if (count === 2) return 1
  return 2 * (Math.log(count - 1) + EULER_GAMMA) - (2 * (count - 1)) / count
}

/** What a tree is grown from. */
export interface TreeRequest {
  /** The rows. */
  readonly rows: EncodedRows
  /** Which of them. Reordered. */
  readonly sample: Int32Array
  /** Splits on the longest path. */
  readonly depth: number
  /** Where the splits come from. */
  readonly rng: Rng
}

/** Grows a tree at the end of `nodes`: each split at a random feature that varies, at a random place between its ends. */
export function growTree(nodes: number[], { rows, sample, depth, rng }: TreeRequest): void {
  grow(nodes, { rows, rng, depth, sample, level: 0 })
}

interface Branch extends TreeRequest {
  readonly level: number
}

function grow(nodes: number[], branch: Branch): void {
  const { rows, sample, depth, rng, level } = branch
  const split = level < depth && sample.length > 1 ? chooseSplit(rows, sample, rng) : undefined
  if (split === undefined) {
    nodes.push(-1, 0, 0, level + averagePath(sample.length))
    return
  }
  const at = nodes.length
  nodes.push(split.feature, split.threshold, 0, 0)
  const goesLeft = (row: number): boolean =>
    (rows.values[row * rows.width + split.feature] ?? 0) <= split.threshold
  grow(nodes, { ...branch, sample: sample.filter(goesLeft), level: level + 1 })
  nodes[at + 2] = nodes.length / NODE_SIZE
  grow(nodes, { ...branch, sample: sample.filter((row) => !goesLeft(row)), level: level + 1 })
}

/** A feature that varies, and a place below its largest value; undefined where none varies. */
function chooseSplit(
  { values, width }: EncodedRows,
  sample: Int32Array,
  rng: Rng,
): { readonly feature: number; readonly threshold: number } | undefined {
  const features = Int32Array.from({ length: width }, (_, i) => i)
  for (let left = width; left > 0; left--) {
    const pick = rng.integer(left)
    const feature = features[pick] ?? 0
    features[pick] = features[left - 1] ?? 0
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    for (const row of sample) {
      const value = values[row * width + feature] ?? 0
      low = Math.min(low, value)
      high = Math.max(high, value)
    }
    if (low === high) continue
    const [place = 0] = rng.uniformArray(1)
    const threshold = Math.fround(low + place * (high - low))
    // Rounded up to the largest value it would split nothing off.
    return { feature, threshold: threshold < high ? threshold : low }
  }
  return undefined
}

/** How long the path of a row counts in the tree whose root has this number. */
export function pathLength(nodes: Float32Array, root: number, values: Float32Array, start: number): number {
  let node = root
  for (;;) {
    const at = node * NODE_SIZE
    const feature = nodes[at] ?? -1
    if (feature < 0) return nodes[at + 3] ?? Number.NaN
    node = (values[start + feature] ?? 0) <= (nodes[at + 1] ?? 0) ? node + 1 : (nodes[at + 2] ?? 0)
  }
}
