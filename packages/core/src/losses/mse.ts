import * as tf from '@tensorflow/tfjs'
import { rowLoss } from '../kernels/row-loss'
import { requireSameShape } from './require-same-shape'

/**
 * Mean squared error over all elements, `mean (x − x̂)²`.
 *
 * @param target     [B, …]
 * @param prediction [B, …]
 * @returns scalar ≥ 0, owned by the caller
 * @throws AeError `shape` if the two differ or have no rows
 * @example
 * mse(tf.zeros([1, 2]), tf.ones([1, 2])) // 1
 */
export function mse(target: tf.Tensor, prediction: tf.Tensor): tf.Scalar {
  requireSameShape('mse', target, prediction)
  const features = target.size / (target.shape[0] ?? 1)
  return tf.tidy(() => rowLoss('squaredError', target, prediction, 1 / features).mean())
}
