import type * as tf from '@tensorflow/tfjs'
import { AeError } from '../errors/ae-error'
import type { Dataset } from '../interfaces/dataset'
import { Breath } from '../train/breathe'
import { type LeadingDirections, ROWS_AT_A_TIME } from './leading-directions'
import { Moments } from './moments'
import { symmetricEigen } from './symmetric-eigen'

/** Features beyond which an exact decomposition takes minutes and hundreds of megabytes. */
const MOST_FEATURES = 4096

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
 * @throws AeError `shape` if there are too many features, `data` if a value is not finite
 */
export async function exactDirections(
  rows: Dataset<tf.Tensor>,
  { features, count }: ExactSearch,
): Promise<LeadingDirections> {
  if (features > MOST_FEATURES) {
    throw new AeError(
      'shape',
      `PCA: expected rows of at most ${MOST_FEATURES} features to be decomposed exactly. Received: ${features}.`,
      { hint: "ask for `solver: 'randomized'`, and for fewer components than a fifth of the rows." },
    )
  }
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
