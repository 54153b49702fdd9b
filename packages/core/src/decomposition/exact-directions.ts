import type * as tf from '@tensorflow/tfjs'
import type { Dataset } from '../interfaces/dataset'
import { Breath } from '../train/breathe'
import { type LeadingDirections, ROWS_AT_A_TIME } from './leading-directions'
import { Moments } from './moments'
import { symmetricEigen } from './symmetric-eigen'

/** What {@link exactDirections} looks for. */
export interface ExactSearch {
  /** Numbers in a row. */
  readonly features: number
  /** Directions wanted. */
  readonly count: number
}

/**
 * The leading eigenvectors of the whole covariance, in float64 and one pass.
 *
 * @throws AeError `data` if a value is not finite
 */
export async function exactDirections(
  rows: Dataset<tf.Tensor>,
  { features, count }: ExactSearch,
): Promise<LeadingDirections> {
  const moments = new Moments(features)
  const breath = new Breath()
  for await (const batch of rows.batch(ROWS_AT_A_TIME)) {
    try {
      moments.add(await batch.data())
    } finally {
      batch.dispose()
    }
    await breath.take()
  }
  const { values, vectors } = symmetricEigen(moments.covariance(), features, count)
  // Rounding may leave a variance of nothing slightly below 0.
  const variances = values.map((value) => Math.max(0, value))
  return {
    mean: moments.mean(),
    variances: variances.slice(0, count),
    directions: vectors,
    totalVariance: variances.reduce((sum, value) => sum + value, 0),
  }
}
