import * as tf from '@tensorflow/tfjs'

/** Indices int32 [B, …, …indexShape], −1 where the mask [B, …] is 0. */
export function maskedIndices(indices: tf.Tensor, mask: tf.Tensor | undefined): tf.Tensor {
  if (mask === undefined) return indices
  const places = indices.shape.slice(mask.rank).map(() => 1)
  const real = mask.cast('int32').reshape([...mask.shape, ...places])
  return indices.mul(real).add(real.sub(tf.scalar(1, 'int32')))
}
