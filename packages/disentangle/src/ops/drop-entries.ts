import type { Rng } from '@ae/core'
import type * as tf from '@tensorflow/tfjs'

/**
 * Dropout: a share of the numbers becomes 0, the others are as much larger.
 *
 * @returns as `x`, the caller's
 */
export function dropEntries<T extends tf.Tensor>(x: T, share: number, rng: Rng): T {
  if (share === 0) return x.clone()
  const kept = rng.uniform(x.shape).greaterEqual(share).toFloat()
  return x.mul<T>(kept).div(1 - share)
}
