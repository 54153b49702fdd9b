import * as tf from '@tensorflow/tfjs'

/** Each `factor` frames as their mean: `[B, T, C]` → `[B, T / factor, C]`. The result is the caller's. */
export function poolFrames(x: tf.Tensor3D, factor: number): tf.Tensor3D {
  const [batch, length, channels] = x.shape
  return tf.tidy(() => x.reshape([batch, length / factor, factor, channels]).mean(2))
}

/** Each frame `factor` times: `[B, T, C]` → `[B, T · factor, C]`. The result is the caller's. */
export function repeatFrames(x: tf.Tensor3D, factor: number): tf.Tensor3D {
  const [batch, length, channels] = x.shape
  return tf.tidy(() =>
    x
      .reshape([batch, length, 1, channels])
      .tile([1, 1, factor, 1])
      .reshape([batch, length * factor, channels]),
  )
}

/**
 * Channels laid out in time: `[B, T, C · factor]` → `[B, T · factor, C]`. The result is the caller's.
 *
 * @see Shi et al. 2016, Real-Time Single Image and Video Super-Resolution, §3.2, arXiv:1609.05158, in one dimension
 */
export function shuffleFrames(x: tf.Tensor3D, factor: number): tf.Tensor3D {
  const [batch, length, channels] = x.shape
  return x.reshape([batch, length * factor, channels / factor])
}

/** A vector a row behind every frame: `[B, T, C]` and `[B, S]` → `[B, T, C + S]`. The result is the caller's. */
export function besideFrames(x: tf.Tensor3D, vector: tf.Tensor): tf.Tensor3D {
  return tf.tidy(() => tf.concat([x, vector.expandDims(1).tile([1, x.shape[1], 1]) as tf.Tensor3D], 2))
}

/** Frames of 0 behind the last one, up to so many: `[B, T, C]` → `[B, length, C]`. The result is the caller's. */
export function padFrames(x: tf.Tensor3D, length: number): tf.Tensor3D {
  const missing = length - x.shape[1]
  return missing === 0
    ? x.clone()
    : tf.pad(x, [
        [0, 0],
        [0, missing],
        [0, 0],
      ])
}
