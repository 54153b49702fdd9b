import { instanceNorm } from '@ae/core'
import * as tf from '@tensorflow/tfjs'

/** Added to the variance. */
const EPSILON = 1e-5

/**
 * Each number of vectors [B, T, D] with mean 0 and variance 1 over the real vectors of its row; padding becomes 0. The mask
 * is [B, T]; without one, all are real.
 */
export function maskedInstanceNorm(z: tf.Tensor, mask: tf.Tensor | undefined): tf.Tensor {
  if (mask === undefined) return instanceNorm(z, { epsilon: EPSILON })
  return tf.tidy(() => {
    const real = mask.cast('float32').expandDims(2)
    const count = real.sum(1, true).maximum(1)
    const mean = z.mul(real).sum(1, true).div(count)
    const centred = z.sub(mean).mul(real)
    const variance = centred.square().sum(1, true).div(count)
    return centred.div(variance.add(EPSILON).sqrt())
  })
}
