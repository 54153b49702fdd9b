import { meanOf, varianceOf } from './coded-factors'

/** What {@link boostedTrees} learns from. */
export interface BoostedTreesInput {
  /** [D] columns of [N] */
  readonly features: readonly Float64Array[]
  /** [N] */
  readonly target: Float64Array
  /** Rows that are learnt from; the others are only predicted. */
  readonly train: Int32Array
}

/** What {@link boostedTrees} found. */
export interface BoostedTrees {
  /** [N] */
  readonly predictions: Float64Array
  /** [D]; share of the explained variance that splits on each feature brought, 0 everywhere if nothing was explained */
  readonly importances: Float64Array
}

const TREES = 40
const DEPTH = 4
const SHRINKAGE = 0.3
/** Classes of about equally many rows that a feature is put into: where trees may split. */
const BINS = 32
/** Rows that a leaf must keep. */
const LEAF_ROWS = 10
/**
 * Least gain of a split, in variances of what is left to explain: 4². A split that does nothing gains 1 on average, the best
 * of some hundreds about 10; without this limit later trees would split by accident, and every feature would seem of use.
 */
const LEAST_GAIN = 16

/**
 * Least-squares gradient boosting of small trees: which features a number can be told from, straight lines or not.
 *
 * Nothing is drawn: the same rows give the same trees. Of two features that tell the same, the first is taken.
 *
 * @see Friedman 2001, Greedy Function Approximation: A Gradient Boosting Machine, Annals of Statistics 29
 */
export function boostedTrees({ features, target, train }: BoostedTreesInput): BoostedTrees {
  const binned = features.map((feature) => inEqualShares(feature, train))
  const start = meanOf(Array.from(train, (row) => target[row] ?? 0))
  const predictions = new Float64Array(target.length).fill(start)
  const gains = new Float64Array(features.length)
  for (let tree = 0; tree < TREES; tree++) {
    const residuals = target.map((value, row) => value - (predictions[row] ?? 0))
    const leaves = growTree(binned, residuals, train, gains)
    for (let row = 0; row < predictions.length; row++) {
      predictions[row] = (predictions[row] ?? 0) + SHRINKAGE * (leaves[row] ?? 0)
    }
  }
  const total = gains.reduce((a, b) => a + b, 0)
  return { predictions, importances: total > 0 ? gains.map((gain) => gain / total) : gains }
}

/** Which class of equally many training rows each row is in; equal numbers stay together. */
function inEqualShares(feature: Float64Array, train: Int32Array): Uint8Array {
  const sorted = Float64Array.from(train, (row) => feature[row] ?? 0).sort()
  const all = Array.from(
    { length: BINS - 1 },
    (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / BINS)] ?? 0,
  )
  const edges = [...new Set(all)]
  return Uint8Array.from(feature, (value) => {
    let bin = 0
    while (bin < edges.length && value >= (edges[bin] ?? 0)) bin++
    return bin
  })
}

interface Split {
  readonly gain: number
  readonly feature: number
  /** Rows of this class and below go left. */
  readonly bin: number
}

/** The value of the leaf that each row falls into; adds to `gains` what each split brings. */
function growTree(
  binned: readonly Uint8Array[],
  residuals: Float64Array,
  train: Int32Array,
  gains: Float64Array,
): Float64Array {
  const nodes = new Int32Array(residuals.length)
  const least = LEAST_GAIN * varianceOf(Array.from(train, (row) => residuals[row] ?? 0))
  for (let level = 0; level < DEPTH; level++) {
    const splits = bestSplits(binned, residuals, train, { nodes, count: 2 ** level, least })
    for (const { gain, feature } of splits) gains[feature] = (gains[feature] ?? 0) + gain
    for (let row = 0; row < nodes.length; row++) {
      const node = nodes[row] ?? 0
      const split = splits[node]
      const right = split !== undefined && split.gain > 0 && (binned[split.feature]?.[row] ?? 0) > split.bin
      nodes[row] = 2 * node + (right ? 1 : 0)
    }
  }
  const sums = new Float64Array(2 ** DEPTH)
  const counts = new Float64Array(2 ** DEPTH)
  for (const row of train) {
    const node = nodes[row] ?? 0
    sums[node] = (sums[node] ?? 0) + (residuals[row] ?? 0)
    counts[node] = (counts[node] ?? 0) + 1
  }
  return Float64Array.from(nodes, (node) => (sums[node] ?? 0) / Math.max(1, counts[node] ?? 0))
}

interface Level {
  readonly nodes: Int32Array
  readonly count: number
  /** Gain that a split must exceed. */
  readonly least: number
}

/** For each node of a level, where a split lessens the squared error most; of gain 0 where none does. */
function bestSplits(
  binned: readonly Uint8Array[],
  residuals: Float64Array,
  train: Int32Array,
  { nodes, count, least }: Level,
): readonly Split[] {
  const best: Split[] = Array.from({ length: count }, () => ({ gain: 0, feature: 0, bin: 0 }))
  binned.forEach((bins, feature) => {
    const sums = new Float64Array(count * BINS)
    const rows = new Float64Array(count * BINS)
    for (const row of train) {
      const at = (nodes[row] ?? 0) * BINS + (bins[row] ?? 0)
      sums[at] = (sums[at] ?? 0) + (residuals[row] ?? 0)
      rows[at] = (rows[at] ?? 0) + 1
    }
    for (let node = 0; node < count; node++) {
      const range = [node * BINS, (node + 1) * BINS] as const
      const split = bestSplit(sums.subarray(...range), rows.subarray(...range))
      if (split.gain > Math.max(least, best[node]?.gain ?? 0)) best[node] = { ...split, feature }
    }
  })
  return best
}

function bestSplit(sums: Float64Array, rows: Float64Array): Omit<Split, 'feature'> {
  const sum = sums.reduce((a, b) => a + b, 0)
  const count = rows.reduce((a, b) => a + b, 0)
  let best = { gain: 0, bin: 0 }
  let left = 0
  let leftCount = 0
  for (let bin = 0; bin < BINS - 1; bin++) {
    left += sums[bin] ?? 0
    leftCount += rows[bin] ?? 0
    if (leftCount < LEAF_ROWS || count - leftCount < LEAF_ROWS) continue
    const gain = left ** 2 / leftCount + (sum - left) ** 2 / (count - leftCount) - sum ** 2 / count
    if (gain > best.gain) best = { gain, bin }
  }
  return best
}
