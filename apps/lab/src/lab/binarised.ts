import type { Dataset, Rng } from '@ae/core'
import * as tf from '@tensorflow/tfjs'

/** Every pixel is a coin that falls on 1 as often as it is bright. Borrows the images; the result is the caller's. */
export function binarised(images: tf.Tensor, rng: Rng): tf.Tensor {
  return tf.tidy(() => rng.uniform(images.shape).less(images).toFloat())
}

/** Images whose coins are thrown anew whenever they are read: what is learnt is how bright they are. */
export function resampled(images: Dataset<tf.Tensor>, rng: Rng): Dataset<tf.Tensor> {
  return images.map((batch) => {
    const drawn = binarised(batch, rng)
    batch.dispose()
    return drawn
  })
}
