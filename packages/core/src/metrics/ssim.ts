import * as tf from '@tensorflow/tfjs'
import { AeError } from '../errors/ae-error'
import { requireNumber, show } from '../errors/require'
import { requireSameShape } from '../losses/require-same-shape'
import { exp } from '../math/exp'
import type { ImageMetricOptions } from './psnr'

/** Pixels on a side of the window (Wang et al. 2004, §III-C). */
const WINDOW = 11

/** Deviation of the window's Gaussian in pixels (same place). */
const SIGMA = 1.5

/** Keeps the luminance term finite (same place). */
const K1 = 0.01

/** Keeps the contrast term finite (same place). */
const K2 = 0.03

/**
 * Structural similarity of each image: 1 for equal images, about 0 for unrelated ones.
 *
 * Means, variances and covariance under a Gaussian window (11 × 11, σ = 1.5), at every place where the window lies wholly
 * inside, averaged over places and channels. Differentiable.
 *
 * @param target     [B, H, W, C], H and W ≥ 11
 * @param prediction [B, H, W, C]
 * @returns [B] in [−1, 1], owned by the caller
 * @throws AeError `shape` if the two differ, are no images, or are smaller than the window; `config` unless `maxValue` > 0
 * @see Wang, Bovik, Sheikh & Simoncelli 2004, Image Quality Assessment: From Error Visibility to Structural Similarity, eq. 13
 */
export function ssim(
  target: tf.Tensor,
  prediction: tf.Tensor,
  options: ImageMetricOptions = {},
): tf.Tensor1D {
  const maxValue = requireNumber('ssim', 'maxValue', options.maxValue ?? 1, { above: 0 })
  requireSameShape('ssim', target, prediction)
  const [batch = 0, height = 0, width = 0] = target.shape
  if (target.rank !== 4 || height < WINDOW || width < WINDOW) {
    throw new AeError(
      'shape',
      `ssim: expected images [B, H, W, C] of at least ${WINDOW} × ${WINDOW} pixels. Received shape: ${show(target.shape)}.`,
    )
  }
  const c1 = (K1 * maxValue) ** 2
  const c2 = (K2 * maxValue) ** 2
  return tf.tidy(() => {
    const x = channelsAsImages(target)
    const y = channelsAsImages(prediction)
    const blurred = blur(tf.concat([x, y, x.square(), y.square(), x.mul(y)]))
    const [meanX, meanY, meanXX, meanYY, meanXY] = five(tf.split(blurred, 5))
    const product = meanX.mul(meanY)
    const squares = meanX.square().add(meanY.square())
    const covariance = meanXY.sub(product)
    const variances = meanXX.add(meanYY).sub(squares)
    const similarity = product
      .mul(2)
      .add(c1)
      .mul(covariance.mul(2).add(c2))
      .div(squares.add(c1).mul(variances.add(c2)))
    return similarity.reshape([batch, -1]).mean(1).as1D()
  })
}

/** [B, H, W, C] → [B·C, H, W, 1] */
function channelsAsImages(images: tf.Tensor): tf.Tensor4D {
  const [, height = 1, width = 1] = images.shape
  return images.transpose([0, 3, 1, 2]).reshape([-1, height, width, 1])
}

/** Two passes in one direction each cost 22 products a pixel, one in both 121. */
function blur(images: tf.Tensor4D): tf.Tensor4D {
  const weights = Array.from({ length: WINDOW }, (_, i) =>
    exp(-((i - (WINDOW - 1) / 2) ** 2) / (2 * SIGMA ** 2)),
  )
  const sum = weights.reduce((a, b) => a + b)
  const window = tf.tensor1d(weights.map((weight) => weight / sum))
  const down = tf.conv2d(images, window.reshape([WINDOW, 1, 1, 1]), 1, 'valid')
  return tf.conv2d(down, window.reshape([1, WINDOW, 1, 1]), 1, 'valid')
}

type Five = readonly [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor]

/** `tf.split` into five gives five. */
function five(parts: tf.Tensor[]): Five {
  return parts as unknown as Five
}
