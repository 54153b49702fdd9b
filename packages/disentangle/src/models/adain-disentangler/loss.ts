import { klPerDimension } from '@ae/core'
import * as tf from '@tensorflow/tfjs'

/**
 * KL divergence from the posterior of each number to N(0, 1), as a mean over batch, time and channels:
 * `½ mean (e^lv + μ² − 1 − lv)`. The same whatever the size of a code.
 *
 * @param mean   [B, T, C]
 * @param logVar [B, T, C]; natural log of the variance
 * @returns scalar ≥ 0, the caller's
 * @throws AeError `shape` if the two differ or have no rows
 * @see Chou, Yeh & Lee 2019, One-shot Voice Conversion, arXiv:1904.05742, whose eq. 3 has a posterior
 * of variance 1, ½ mean μ², and a weight of .01; this is what the authors' code has
 */
export function contentKl(mean: tf.Tensor, logVar: tf.Tensor): tf.Scalar {
  return tf.tidy(() => klPerDimension(mean, logVar).mean([1, 2]).mean().asScalar())
}
