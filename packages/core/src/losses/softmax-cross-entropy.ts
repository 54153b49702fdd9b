import * as tf from '@tensorflow/tfjs'
import { AeError } from '../errors/ae-error'
import { show } from '../errors/require'
import { crossEntropyRows } from '../kernels/cross-entropy-rows'

/**
 * Cross-entropy of class labels, averaged over the batch, in nats: `−log softmax(logits)[label]`.
 *
 * @param labels [B], int32 or float32 class numbers
 * @param logits [B, K]
 * @returns scalar ≥ 0, owned by the caller
 * @throws AeError `shape` if there is not one label a row
 * @example
 * softmaxCrossEntropy(tf.tensor1d([0], 'int32'), tf.tensor2d([[0, 0]])) // log 2
 */
export function softmaxCrossEntropy(labels: tf.Tensor, logits: tf.Tensor): tf.Scalar {
  const [rows = 0] = logits.shape
  if (logits.rank !== 2 || labels.rank !== 1 || labels.shape[0] !== rows) {
    throw new AeError(
      'shape',
      `softmaxCrossEntropy: expected labels [B] and logits [B, K]. Received: ${show(labels.shape)} and ${show(logits.shape)}.`,
    )
  }
  return tf.tidy(() => crossEntropyRows(labels, logits).mean<tf.Scalar>())
}
