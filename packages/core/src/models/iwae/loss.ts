import * as tf from '@tensorflow/tfjs'
import { AeError } from '../../errors/ae-error'
import { show } from '../../errors/require'

/**
 * How unlikely data are at most, by several codes a row: `−1/B Σ_b log (1/K Σ_k e^{w_bk})`, in nats.
 *
 * With one code it is the negative evidence lower bound; with more it is, on average, never looser, and tends to
 * `−log p(x)`. Its gradient gives each code its share of the row's weight.
 *
 * @param logWeights [B, K], `log p(x, z) − log q(z | x)` of codes drawn from q
 * @returns scalar, owned by the caller
 * @throws AeError `shape` unless there is at least one code for each of at least one row
 * @see Burda, Grosse & Salakhutdinov 2016, Importance Weighted Autoencoders, eq. 8 and 14, arXiv:1509.00519
 */
export function importanceWeightedBound(logWeights: tf.Tensor): tf.Scalar {
  const [, samples = 0] = logWeights.shape
  if (logWeights.rank !== 2 || logWeights.size === 0) {
    throw new AeError(
      'shape',
      `importanceWeightedBound: expected weights [rows, samples]. Received: ${show(logWeights.shape)}.`,
    )
  }
  return tf.tidy(() => logWeights.logSumExp(1).sub(Math.log(samples)).mean().neg().asScalar())
}
