import * as tf from '@tensorflow/tfjs'
import type { LatentModel } from '../interfaces/model'

/**
 * `decode(encode(x))`: what a model makes of data. Borrows `x`; the result, of the same shape, is the caller's.
 *
 * @example
 * const clean = reconstruct(denoiser, noisy)
 */
export function reconstruct(model: LatentModel, x: tf.Tensor): tf.Tensor {
  return tf.tidy(() => model.decode(model.encode(x)))
}
