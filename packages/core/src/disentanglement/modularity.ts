import type * as tf from '@tensorflow/tfjs'
import { requireKnownOptions, requirePositiveInteger } from '../errors/require'
import { type FactorColumns, meanOf, readCodedFactors } from './coded-factors'
import { mutualInformation } from './mutual-information'
import type { InformationOptions } from './mutual-information-gap'

/** What {@link modularity} finds. */
export interface Modularity {
  /** Mean over the numbers of the code, in [0, 1]. */
  readonly score: number
  /** [D]; how much each number keeps to one factor, 0 where it says nothing. */
  readonly dimensions: readonly number[]
}

/**
 * Modularity: whether each number of the code says something of one factor only. 1 if so, 0 if all say as much of every
 * factor, or nothing.
 *
 * `1 − Σ_k≠k* I(z_d; v_k)² / ((K − 1) · I(z_d; v_k*)²)` for each number d, with k* the factor that it knows most of. What
 * independent numbers would seem to know, counted on as few rows, is taken for 0: else noise would score high where
 * factors differ in their number of values.
 *
 * @param codes [N, D]; borrowed
 * @param factors a column of N values a factor, at least two columns
 * @throws AeError as `mutualInformationGap`
 * @see Ridgeway & Mozer 2018, Learning Deep Disentangled Embeddings with the F-Statistic Loss, §2, arXiv:1802.05312
 * @example
 * const { score } = await modularity(vae.encode(images), factors)
 */
export async function modularity(
  codes: tf.Tensor,
  factors: FactorColumns,
  options: InformationOptions = {},
): Promise<Modularity> {
  const { bins } = requireKnownOptions('modularity', options, ['bins'])
  if (bins !== undefined) requirePositiveInteger('modularity', 'bins', bins)
  const data = await readCodedFactors('modularity', codes, factors)
  const dimensions = mutualInformation(data, bins).significant.map(ofDimension)
  return { score: meanOf(dimensions), dimensions }
}

function ofDimension(information: Float64Array): number {
  const squares = information.map((nats) => nats * nats)
  const most = squares.reduce((a, b) => Math.max(a, b), 0)
  if (most === 0) return 0
  const others = squares.reduce((a, b) => a + b, -most)
  return 1 - others / (most * Math.max(1, squares.length - 1))
}
