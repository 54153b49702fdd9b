import { AeError, show } from '@ae/core'

/** Whether scores are spread as they were. */
export interface ScoreDrift {
  /** The largest difference between the shares of scores below any value, in [0, 1]. */
  readonly distance: number
  /** How likely at least such a difference is if nothing has changed, for samples of some tens and more. */
  readonly pValue: number
}

/** Terms of the series from which on nothing is added in float64. */
const TERMS = 100
/** Below it the series' sum is 1 to all digits, and converges slowly. */
const SMALLEST = 0.2

/**
 * Compares recent scores with those of normal rows when the detector was fitted, by Kolmogorov and Smirnov's test: a small p-value
 * says that rows have changed, or that anomalies have become many, and that the promise of false alarms no longer holds.
 *
 * Looked at again and again, it is small by chance in as many looks as it says: ask for .001 or less where one looks daily.
 *
 * @param known  `detector.normalScores`, any order
 * @param recent scores of recent rows, any order
 * @throws AeError `shape` unless there are two scores on either side, `data` if one is not finite
 * @see Smirnov 1948, Table for Estimating the Goodness of Fit of Empirical Distributions, Annals of Mathematical Statistics 19
 * @example
 * const { pValue } = scoreDrift(samples, [0.3, 0.7, 0.4, 0.9])
 */
export function scoreDrift(known: ArrayLike<number>, recent: ArrayLike<number>): ScoreDrift {
  const [first, second] = [sortedScores('known', known), sortedScores('recent', recent)]
  const [n, m] = [first.length, second.length]
  let [i, j, distance] = [0, 0, 0]
  while (i < n && j < m) {
    const score = Math.min(first[i] ?? 0, second[j] ?? 0)
    while (i < n && first[i] === score) i++
    while (j < m && second[j] === score) j++
    distance = Math.max(distance, Math.abs(i / n - j / m))
  }
  return { distance, pValue: exceeded(Math.sqrt((n * m) / (n + m)) * distance) }
}

/** Kolmogorov's distribution, `2 Σ (−1)^(k−1) e^(−2 k² x²)`: how likely it is above x. */
function exceeded(x: number): number {
  if (x < SMALLEST) return 1
  let sum = 0
  for (let k = 1; k <= TERMS; k++) sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * x * x)
  return Math.min(1, Math.max(0, sum))
}

function sortedScores(name: string, scores: ArrayLike<number>): Float64Array {
  const sorted = Float64Array.from(scores)
  if (sorted.length < 2) {
    throw new AeError(
      'shape',
      `scoreDrift: expected at least two ${name} scores. Received: ${sorted.length}.`,
    )
  }
  const stranger = sorted.findIndex((score) => !Number.isFinite(score))
  if (stranger < 0) return sorted.sort()
  throw new AeError(
    'data',
    `scoreDrift: expected finite ${name} scores. Received: ${show(sorted[stranger])} at ${stranger}.`,
  )
}
