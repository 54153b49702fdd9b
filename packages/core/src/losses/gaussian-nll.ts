import * as tf from '@tensorflow/tfjs'
import { requireSameShape, requireSameShapeOrScalar } from './require-same-shape'
import { sumFeaturesMeanBatch } from './sum-features-mean-batch'

/** log 2π. */
const LOG_TWO_PI = 1.8378770664093453

/**
 * Negative log-likelihood under a Gaussian with diagonal covariance, in nats, summed over features, averaged over the batch.
 *
 * `½ (log 2π + logVar + (x − mean)² · e^−logVar)` for each feature. A density: it may be negative.
 *
 * @param target [B, …]
 * @param mean   [B, …]
 * @param logVar natural log of the variance: [B, …], or a scalar for one variance of all features
 * @returns scalar, owned by the caller
 * @throws AeError `shape` if target and mean differ or have no rows, or if logVar is neither of their shape nor a scalar
 * @see Kingma & Welling 2014, Auto-Encoding Variational Bayes, appendix C.2, arXiv:1312.6114
 */
export function gaussianNll(target: tf.Tensor, mean: tf.Tensor, logVar: tf.Tensor): tf.Scalar {
  requireSameShape('gaussianNll', target, mean)
  requireSameShapeOrScalar('gaussianNll', 'logVar', mean, logVar)
  return tf.tidy(() => sumFeaturesMeanBatch(gaussianNllOfEach(target, mean, logVar)))
}

/** The negative log-likelihood of each number; unchecked, and broadcasts: [B, 1, D] against [1, K, D] gives [B, K, D]. */
export function gaussianNllOfEach(target: tf.Tensor, mean: tf.Tensor, logVar: tf.Tensor): tf.Tensor {
  return tf.tidy(() => {
    const scaled = target.sub(mean).square().mul(logVar.neg().exp())
    return scaled.add(logVar).add(LOG_TWO_PI).mul(0.5)
  })
}
