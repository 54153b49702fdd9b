import * as tf from '@tensorflow/tfjs'
import { meanOverAll } from './mean-over-all'
import { requireSameShape } from './require-same-shape'

/**
 * Mean absolute error over all elements, `mean |x − x̂|`. Its gradient at equality is 0.
 *
 * @param target     [B, …]
 * @param prediction [B, …]
 * @returns scalar ≥ 0, owned by the caller
 * @throws AeError `shape` if the two differ or have no rows
 */
export function l1(target: tf.Tensor, prediction: tf.Tensor): tf.Scalar {
  requireSameShape('l1', target, prediction)
  return tf.tidy(() => {
    const error = prediction.sub(target)
    // |e| as two halves: tfjs takes −1 for the slope of abs at 0, which would push what is already right.
    return meanOverAll(error.relu().add(error.neg().relu()))
  })
}
