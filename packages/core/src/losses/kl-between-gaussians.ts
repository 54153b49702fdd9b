import * as tf from '@tensorflow/tfjs'
import { requireSameShape } from './require-same-shape'
import { sumFeaturesMeanBatch } from './sum-features-mean-batch'

/** A Gaussian with diagonal covariance for each row of a batch. */
export interface DiagonalGaussian {
  /** [B, D] */
  readonly mean: tf.Tensor
  /** [B, D]; natural log of the variance. */
  readonly logVar: tf.Tensor
}

/**
 * KL divergence from one diagonal Gaussian to another, averaged over the batch: for priors that are not standard normal.
 *
 * `KL(q‖p) = ½ Σ_d (p.logVar − q.logVar + (e^q.logVar + (q.mean − p.mean)²) / e^p.logVar − 1)`, in nats.
 *
 * @returns scalar ≥ 0, owned by the caller
 * @throws AeError `shape` if any two of the four tensors differ or have no rows
 * @see Kingma & Welling 2014, Auto-Encoding Variational Bayes, appendix B, of which this is the general case, arXiv:1312.6114
 */
export function klBetweenGaussians(q: DiagonalGaussian, p: DiagonalGaussian): tf.Scalar {
  requireSameShape('klBetweenGaussians', q.mean, q.logVar)
  requireSameShape('klBetweenGaussians', q.mean, p.mean)
  requireSameShape('klBetweenGaussians', q.mean, p.logVar)
  return tf.tidy(() => {
    const logRatio = q.logVar.sub(p.logVar)
    const shift = q.mean.sub(p.mean).square().mul(p.logVar.neg().exp())
    return sumFeaturesMeanBatch(logRatio.expm1().sub(logRatio).add(shift).mul(0.5))
  })
}
