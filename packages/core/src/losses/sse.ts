import * as tf from '@tensorflow/tfjs'
import { rowLoss } from '../kernels/row-loss'
import { requireSameShape } from './require-same-shape'

/**
 * Squared error summed over features, averaged over the batch, `mean_b Σ (x − x̂)²`.
 *
 * @param target     [B, …]
 * @param prediction [B, …]
 * @returns scalar ≥ 0, owned by the caller
 * @throws AeError `shape` if the two differ or have no rows
 * @example
 * sse(tf.zeros([1, 2]), tf.ones([1, 2])) // 2
 */
export function sse(target: tf.Tensor, prediction: tf.Tensor): tf.Scalar {
  requireSameShape('sse', target, prediction)
  return tf.tidy(() => rowLoss('squaredError', target, prediction).mean())
}
