import * as tf from '@tensorflow/tfjs'
import { mse } from '../losses/mse'

/**
 * Mean squared error relative to the variance of all elements of the target: 1 is what a single constant
 * would achieve, 0 perfection.
 *
 * The VQ-VAE literature reports it. It divides by the variance round the mean of all elements, not round the mean image.
 *
 * @param target     [B, …]
 * @param prediction [B, …]
 * @returns scalar ≥ 0, owned by the caller; not finite if the target is constant
 * @throws AeError `shape` if the two differ or have no rows
 * @see van den Oord et al. 2017, Neural Discrete Representation Learning, arXiv:1711.00937 (reference implementation in Sonnet)
 */
export function normalizedMse(target: tf.Tensor, prediction: tf.Tensor): tf.Scalar {
  return tf.tidy(() => {
    const error = mse(target, prediction)
    const mean = target.mean()
    const variance = mse(target, tf.fill(target.shape, 1).mul(mean))
    return error.div(variance).asScalar()
  })
}
