import * as tf from '@tensorflow/tfjs'

/** `[B, …]` → scalar: the mean over everything. */
export function meanOverAll(perElement: tf.Tensor): tf.Scalar {
  // Row by row first: one sum over everything loses digits on backends that add in float32.
  return tf.tidy(() =>
    perElement
      .reshape([perElement.shape[0] ?? 1, -1])
      .mean(1)
      .mean()
      .asScalar(),
  )
}
