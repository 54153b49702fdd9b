import type * as tf from '@tensorflow/tfjs'
import { requireKnownOptions, requireNumber } from '../errors/require'
import { quantile } from '../metrics/quantile'
import { type Factor, type FactorColumns, meanOf, readCodedFactors } from './coded-factors'

/** Options of {@link interventionalRobustness}. */
export interface RobustnessOptions {
  /** Which quantile of the deviations stands for the largest, in (0, 1]. Default .99, which one odd row cannot move. */
  readonly quantile?: number
}

/** What {@link interventionalRobustness} finds. */
export interface Robustness {
  /** Mean over the numbers of the code, weighted by how far they deviate, in [0, 1]. */
  readonly score: number
  /** [D]; how little each number changes while its factor stays, in [0, 1]. */
  readonly dimensions: readonly number[]
}

/**
 * The interventional robustness score, IRS: whether a number of the code stays where it is while its factor does, whatever
 * the others do. 1 if all do, about 0 for noise.
 *
 * For each number, `max_k (1 − E_v[largest deviation where v_k = v] / largest deviation)`, both from the mean there. Both
 * largest ones are the same quantile; with the maximum below the line, as in some code, noise would not score 0.
 *
 * @param codes [N, D]; borrowed
 * @param factors a column of N values a factor, independent of each other; some dozens of rows a value
 * @throws AeError as `mutualInformationGap`
 * @see Suter et al. 2019, Robustly Disentangled Causal Mechanisms, §4, arXiv:1811.00007
 * @example
 * const { score } = await interventionalRobustness(vae.encode(images), factors)
 */
export async function interventionalRobustness(
  codes: tf.Tensor,
  factors: FactorColumns,
  options: RobustnessOptions = {},
): Promise<Robustness> {
  const subject = 'interventionalRobustness'
  const { quantile: fraction = 0.99 } = requireKnownOptions(subject, options, ['quantile'])
  requireNumber(subject, 'quantile', fraction, { above: 0, max: 1 })
  const data = await readCodedFactors(subject, codes, factors)
  const largest = data.codes.map((code) => deviation(code, fraction))
  const dimensions = data.codes.map((code, d) => {
    const all = largest[d] ?? 0
    if (all === 0) return 0
    const robust = data.factors.map((factor) => 1 - meanOf(deviationsWithin(code, factor, fraction)) / all)
    return Math.max(0, ...robust)
  })
  const total = largest.reduce((a, b) => a + b, 0)
  const weighted = dimensions.reduce((sum, score, d) => sum + score * (largest[d] ?? 0), 0)
  return { score: total === 0 ? 0 : weighted / total, dimensions }
}

/** How far numbers are from their mean at most, by a quantile. */
function deviation(values: ArrayLike<number>, fraction: number): number {
  const mean = meanOf(values)
  return quantile(Float64Array.from(values, (value) => Math.abs(value - mean)).sort(), fraction)
}

/** The same among the rows of each value of a factor. */
function deviationsWithin(code: Float64Array, { classes, values }: Factor, fraction: number): number[] {
  const groups = Array.from(values, (): number[] => [])
  code.forEach((value, row) => groups[classes[row] ?? 0]?.push(value))
  return groups.map((group) => deviation(group, fraction))
}
