import type { Rng } from '@ae/core'
import * as tf from '@tensorflow/tfjs'

/** What {@link randomVectors} draws from. */
export interface RandomVectorsRequest {
  /** [N, D], borrowed */
  readonly vectors: tf.Tensor
  /** [N], 1 for a vector and 0 for padding; borrowed */
  readonly real: tf.Tensor
  /** How many. */
  readonly count: number
  /** Where the order comes from. */
  readonly rng: Rng
}

/**
 * Real vectors in random order: no two from one place, unless more are wanted than there are; then from the first again.
 *
 * @returns [count, D], owned by the caller
 */
export function randomVectors({ vectors, real, count, rng }: RandomVectorsRequest): tf.Tensor {
  const [rows = 0] = vectors.shape
  return tf.tidy(() => {
    // Padding gets less than any vector, and so the last places.
    const order = tf.topk(rng.uniform([rows]).add(real), Math.min(count, rows)).indices
    const there = real.sum().clipByValue(1, Math.min(count, rows))
    const places = tf.range(0, count).mod(there).toInt()
    return vectors.gather(order.gather(places))
  })
}
