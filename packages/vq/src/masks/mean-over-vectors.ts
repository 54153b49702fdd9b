import type * as tf from '@tensorflow/tfjs'

/** The mean of a number a vector, [B, …] → scalar, over those whose mask is 1; 0 where none is. */
export function meanOverVectors(perVector: tf.Tensor, mask: tf.Tensor | undefined): tf.Scalar {
  if (mask === undefined) return perVector.mean<tf.Scalar>()
  const real = mask.cast('float32')
  return perVector.mul(real).sum().div(real.sum().maximum(1)).asScalar()
}
