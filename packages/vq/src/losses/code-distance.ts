import * as tf from '@tensorflow/tfjs'
import { meanOverVectors } from '../masks/mean-over-vectors'

/**
 * Mean squared distance between vectors and codes, over all numbers of the real vectors; 0 where none is real.
 *
 * The mean includes D: weights mean the same whatever the size of a code.
 *
 * @param z     [B, …, D], borrowed
 * @param codes [B, …, D], borrowed
 * @param mask  [B, …], 1 for a vector and 0 for padding, borrowed. Default: all are real.
 * @returns scalar ≥ 0, owned by the caller
 * @see van den Oord et al. 2017, Neural Discrete Representation Learning, eq. 3, arXiv:1711.00937
 */
export function codeDistance(z: tf.Tensor, codes: tf.Tensor, mask?: tf.Tensor): tf.Scalar {
  // Vector by vector first: one sum over everything loses digits on backends that add in float32.
  return tf.tidy(() => meanOverVectors(z.squaredDifference(codes).mean(-1), mask))
}
