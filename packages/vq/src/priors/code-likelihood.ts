import { crossEntropyRows } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { meanOverVectors } from '../masks/mean-over-vectors'

/**
 * Nats that each code costs, `−log softmax(logits)[code]`; 0 for padding.
 *
 * @param codes  int32 [B, …], borrowed
 * @param logits [B, …, K], borrowed
 * @returns [B, …], owned by the caller
 */
export function codeNll(codes: tf.Tensor, logits: tf.Tensor): tf.Tensor {
  return tf.tidy(() => {
    const rows = logits.reshape([-1, logits.shape.at(-1) ?? 1])
    return crossEntropyRows(codes.reshape([-1]), rows).reshape(codes.shape)
  })
}

/**
 * The mean of {@link codeNll} over all codes that are no padding: what a prior minimises.
 *
 * @returns scalar ≥ 0, owned by the caller
 */
export function meanCodeNll(codes: tf.Tensor, logits: tf.Tensor): tf.Scalar {
  return tf.tidy(() => meanOverVectors(codeNll(codes, logits), codes.greaterEqual(tf.scalar(0, 'int32'))))
}
