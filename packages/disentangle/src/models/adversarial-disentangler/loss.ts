import { AeError, show } from '@ae/core'
import * as tf from '@tensorflow/tfjs'

/**
 * Cross-entropy of the uniform distribution and what logits say, averaged over the batch, in nats: least, the log of their
 * number, where nothing is known. Unlike minus the cross-entropy of the true class it has a bound.
 *
 * @param logits [B, K]
 * @returns scalar ≥ log K, the caller's
 * @throws AeError `shape` unless there are rows of logits
 */
export function uniformCrossEntropy(logits: tf.Tensor): tf.Scalar {
  if (logits.rank !== 2 || logits.size === 0) {
    throw new AeError(
      'shape',
      `uniformCrossEntropy: expected logits [B, K]. Received: ${show(logits.shape)}.`,
    )
  }
  return tf.tidy(() => tf.logSumExp(logits, 1).sub(logits.mean(1)).mean<tf.Scalar>())
}
