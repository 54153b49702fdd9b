import * as tf from '@tensorflow/tfjs'
import { requireSameShape } from './require-same-shape'
import { sumFeaturesMeanBatch } from './sum-features-mean-batch'

/**
 * KL divergence from a diagonal Gaussian to the standard normal, averaged over the batch.
 *
 * `KL = −½ Σ_d (1 + logVar − mean² − e^logVar)`, summed over latent dimensions, in nats.
 *
 * @param mean   [B, D]
 * @param logVar [B, D]; natural log of the variance
 * @returns scalar ≥ 0, owned by the caller
 * @throws AeError `shape` if the two differ or have no rows
 * @see Kingma & Welling 2014, Auto-Encoding Variational Bayes, appendix B, arXiv:1312.6114
 * @example
 * klDivergence(tf.zeros([8, 2]), tf.zeros([8, 2])) // 0
 */
export function klDivergence(mean: tf.Tensor, logVar: tf.Tensor): tf.Scalar {
  requireSameShape('klDivergence', mean, logVar)
  return tf.tidy(() => sumFeaturesMeanBatch(klPerDimension(mean, logVar)))
}

/**
 * The KL divergence of each latent dimension of each row, `½ (mean² + e^logVar − 1 − logVar)`, in nats: what
 * free bits and active-unit counts look at.
 *
 * @param mean   [B, D]
 * @param logVar [B, D]
 * @returns [B, D], each ≥ 0 up to rounding, owned by the caller
 * @throws AeError `shape` if the two differ or have no rows
 */
export function klPerDimension(mean: tf.Tensor, logVar: tf.Tensor): tf.Tensor {
  requireSameShape('klPerDimension', mean, logVar)
  // e^v − 1 − v loses all its digits near v = 0, where posteriors that collapse live; expm1 keeps them.
  return tf.tidy(() => logVar.expm1().sub(logVar).add(mean.square()).mul(0.5))
}
