import type { DeepBelief } from '@ae/core'
import * as tf from '@tensorflow/tfjs'

/** Side of a digit in pixels. */
const SIDE = 28

/** The first `count` columns of `[784, N]` as images: grey is 0, white and black its largest weight of either sign. The caller's. */
export function filterImages(kernel: tf.Tensor, count: number): tf.Tensor {
  return tf.tidy(() => {
    const filters = kernel.transpose().slice(0, Math.min(count, kernel.shape[1] ?? 0)) // [N, 784]
    const largest = filters.abs().max(1, true)
    return filters.div(largest).mul(0.5).add(0.5).reshape([-1, SIDE, SIDE, 1])
  })
}

/** What units of layer `index` (from 0) look for in pixels, if the layers below were linear. The caller's. */
export function filtersOfLayer({ layers }: DeepBelief, index: number, count: number): tf.Tensor {
  return tf.tidy(() => {
    const kernels = layers.slice(0, index + 1).map(({ parameters }): tf.Tensor => parameters.kernel)
    return filterImages(
      kernels.reduce((product, kernel) => product.matMul(kernel)),
      count,
    )
  })
}
