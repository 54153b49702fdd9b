import type * as tf from '@tensorflow/tfjs'

/** `[B, …]` → `[B, D]`; the very same tensor where it is flat already. */
export function flatRows(x: tf.Tensor): tf.Tensor {
  return x.rank === 2 ? x : x.reshape([x.shape[0] ?? 1, -1])
}
