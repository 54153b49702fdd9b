import { instanceNorm } from '@ae/core'
import * as tf from '@tensorflow/tfjs'

/** What a normalised row is multiplied by, and what is added then. */
export interface LayerNormWeights {
  /** [D] */
  readonly scale: tf.Variable
  /** [D] */
  readonly shift: tf.Variable
}

/**
 * Each row with mean 0 and variance 1, then scaled and shifted.
 *
 * @param x [N, D], borrowed
 * @see Ba, Kiros & Hinton 2016, Layer Normalization, arXiv:1607.06450
 */
export function layerNorm(x: tf.Tensor2D, { scale, shift }: LayerNormWeights): tf.Tensor2D {
  return tf.tidy(() => {
    const rows = instanceNorm(x.expandDims<tf.Tensor3D>(-1)).reshape<tf.Tensor2D>(x.shape)
    return rows.mul<tf.Tensor2D>(scale).add<tf.Tensor2D>(shift)
  })
}
