import type * as tf from '@tensorflow/tfjs'

/** The mean vector of [B, …, D], [D], over those whose mask is 1; zeros where none is. */
export function meanVector(vectors: tf.Tensor, mask: tf.Tensor | undefined): tf.Tensor {
  const flat = vectors.reshape([-1, vectors.shape.at(-1) ?? 1]) // [N, D]
  if (mask === undefined) return flat.mean(0)
  const real = mask.cast('float32').reshape([-1, 1])
  return flat.mul(real).sum(0).div(real.sum().maximum(1))
}
