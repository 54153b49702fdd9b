import * as tf from '@tensorflow/tfjs'
import { requireNumber } from '../errors/require'
import { requireSameShape } from '../losses/require-same-shape'

/** Options of {@link psnr} and `ssim`. */
export interface ImageMetricOptions {
  /** Distance between the darkest and the lightest value an image can have. > 0. Default 1. */
  readonly maxValue?: number
}

/** 10 / ln 10: from a natural logarithm to decibels. */
const DECIBELS_PER_NEPER = 4.342944819032518

/**
 * Peak signal-to-noise ratio of each image, `10 log₁₀(maxValue² / MSE)`.
 *
 * @param target     [B, …]
 * @param prediction [B, …]
 * @returns [B] in decibels, owned by the caller; ∞ for an image that is exactly right
 * @throws AeError `shape` if the two differ or have no rows, `config` unless `maxValue` > 0
 * @example
 * const decibels = await psnr(images, reconstructions).mean().data()
 */
export function psnr(
  target: tf.Tensor,
  prediction: tf.Tensor,
  options: ImageMetricOptions = {},
): tf.Tensor1D {
  const maxValue = requireNumber('psnr', 'maxValue', options.maxValue ?? 1, { above: 0 })
  requireSameShape('psnr', target, prediction)
  return tf.tidy(() => {
    const rows = prediction.sub(target).square()
    const mse = rows.reshape([target.shape[0] ?? 1, -1]).mean(1)
    return mse
      .div(maxValue ** 2)
      .log()
      .mul(-DECIBELS_PER_NEPER)
      .as1D()
  })
}
