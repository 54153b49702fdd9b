import type * as tf from '@tensorflow/tfjs'

/** Codes [B, …, D], zeros where the mask [B, …] is 0. */
export function maskedCodes(codes: tf.Tensor, mask: tf.Tensor | undefined): tf.Tensor {
  return mask === undefined ? codes : codes.mul(mask.cast('float32').expandDims(-1))
}
