import { straightThrough } from '@ae/core'
import type * as tf from '@tensorflow/tfjs'

/**
 * The codes, with a gradient that reaches the vectors as if nothing had been between: `z + sg(codes − z)`, but exactly
 * `codes` whatever the rounding. The codes get none.
 *
 * @param z     [B, …, D], borrowed
 * @param codes [B, …, D], borrowed
 * @returns `codes`, owned by the caller
 * @see van den Oord, Vinyals & Kavukcuoglu 2017, Neural Discrete Representation Learning, §3.2, arXiv:1711.00937
 */
export function straightThroughCodes(z: tf.Tensor, codes: tf.Tensor): tf.Tensor {
  return straightThrough(z, () => codes)
}
