import type { CodedFactors, Factor } from './coded-factors'

/** Standard deviations above its mean at which a mutual information is more than chance: one in 30,000 by accident. */
const SIGNIFICANT = 4

/** How much codes and factors say about each other. */
export interface MutualInformation {
  /** [D][K]; nats, of codes in classes of equal width */
  readonly nats: readonly Float64Array[]
  /** [D][K]; the same, 0 where independent numbers would say as much */
  readonly significant: readonly Float64Array[]
  /** [K]; nats */
  readonly entropies: Float64Array
}

/** Classes that codes are put into by default, unless a factor has more values. */
const FEWEST_BINS = 20

/**
 * Mutual information of every code with every factor, by counting; codes are put into classes of equal width.
 *
 * @param bins how many; by default 20, or as many as the factor of most values has: fewer could not tell these
 */
export function mutualInformation(
  { codes, factors, rows }: CodedFactors,
  bins: number = Math.max(FEWEST_BINS, ...factors.map(({ values }) => values.length)),
): MutualInformation {
  const binned = codes.map((code) => inBins(code, bins))
  const pairs = binned.map((code) => factors.map((factor) => informationOf(code, bins, factor)))
  return {
    nats: pairs.map((row) => Float64Array.from(row, ({ nats }) => nats)),
    significant: pairs.map((row) =>
      Float64Array.from(row, ({ nats, freedom }) => {
        // 2·N·I of independent variables is χ² with so many degrees of freedom (Wilks).
        const chance = (freedom + SIGNIFICANT * Math.sqrt(2 * freedom)) / (2 * rows)
        return nats > chance ? nats : 0
      }),
    ),
    entropies: Float64Array.from(factors, ({ classes, values }) =>
      entropyOf(countsOf(classes, values.length)),
    ),
  }
}

/** Which of `bins` classes of equal width between its least and its largest number each number is in. */
function inBins(values: Float64Array, bins: number): Int32Array {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of values) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  if (high <= low) return new Int32Array(values.length)
  return Int32Array.from(values, (value) =>
    Math.min(bins - 1, Math.floor((bins * (value - low)) / (high - low))),
  )
}

/** Entropy in nats of what was counted. */
export function entropyOf(counts: ArrayLike<number>): number {
  let total = 0
  let sum = 0
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i] ?? 0
    total += count
    if (count > 0) sum += count * Math.log(count)
  }
  return total === 0 ? 0 : Math.log(total) - sum / total
}

function informationOf(code: Int32Array, bins: number, factor: Factor): { nats: number; freedom: number } {
  const width = factor.values.length
  const joint = Int32Array.from(code, (bin, row) => bin * width + (factor.classes[row] ?? 0))
  const ofCode = countsOf(code, bins)
  const ofFactor = countsOf(factor.classes, width)
  const nats = entropyOf(ofCode) + entropyOf(ofFactor) - entropyOf(countsOf(joint, bins * width))
  const used = ofCode.filter((count) => count > 0).length
  return { nats: Math.max(0, nats), freedom: (used - 1) * (width - 1) }
}

function countsOf(classes: Int32Array, count: number): Float64Array {
  const counts = new Float64Array(count)
  for (const each of classes) counts[each] = (counts[each] ?? 0) + 1
  return counts
}
