import * as tf from '@tensorflow/tfjs'
import { rowLoss } from '../kernels/row-loss'
import { requireSameShape } from './require-same-shape'

/**
 * Negative log-likelihood of Bernoulli variables given by logits, in nats, summed over features, averaged over the batch.
 *
 * `−t·log σ(l) − (1−t)·log(1−σ(l)) = max(l, 0) − l·t + log(1 + e^−|l|)`, finite for every finite logit.
 * For grey levels in (0, 1) it is a useful loss, but no likelihood: do not compare it with one.
 *
 * @param target [B, …] in [0, 1]
 * @param logits [B, …]
 * @returns scalar, owned by the caller
 * @throws AeError `shape` if the two differ or have no rows
 * @see Kingma & Welling 2014, Auto-Encoding Variational Bayes, appendix C.1, arXiv:1312.6114
 * @example
 * bernoulliNll(tf.ones([1, 2]), tf.zeros([1, 2])) // 2 log 2
 */
export function bernoulliNll(target: tf.Tensor, logits: tf.Tensor): tf.Scalar {
  requireSameShape('bernoulliNll', target, logits)
  return tf.tidy(() => rowLoss('bernoulli', target, logits).mean())
}
