import * as tf from '@tensorflow/tfjs'
import { AeError } from '../errors/ae-error'
import { show } from '../errors/require'

/**
 * Squared error of the mean row as the reconstruction of every row, summed over features, averaged over the batch:
 * the baseline that every model must beat, and the total variance where the mean is the batch's own.
 *
 * @param x    [B, …]
 * @param mean […] one row: the mean of the training set. Default: the mean of `x`, the best constant there is.
 * @returns scalar ≥ 0, owned by the caller
 * @throws AeError `shape` if there are no rows or `mean` is not of a row's shape
 */
export function sseOfMean(x: tf.Tensor, mean?: tf.Tensor): tf.Scalar {
  const row = x.shape.slice(1)
  if (x.rank < 1 || x.size === 0) {
    throw new AeError('shape', `sseOfMean: expected at least one row. Received shape: ${show(x.shape)}.`)
  }
  if (mean !== undefined && mean.shape.join() !== row.join()) {
    throw new AeError(
      'shape',
      `sseOfMean: expected a \`mean\` of one row, ${show(row)}. Received: ${show(mean.shape)}.`,
    )
  }
  return tf.tidy(() => {
    const distance = x.sub(mean ?? x.mean(0)).square()
    return distance
      .reshape([x.shape[0] ?? 1, -1])
      .sum(1)
      .mean()
      .asScalar()
  })
}
