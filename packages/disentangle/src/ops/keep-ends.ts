import * as tf from '@tensorflow/tfjs'

/** The two directions of a recurrent layer, in the order of time. */
export interface TwoWays {
  /** What is known from the past: [B, T, n]. */
  readonly forward: tf.Tensor3D
  /** What is known from the future: [B, T, n]. */
  readonly backward: tf.Tensor3D
}

/**
 * One place out of each stretch of `every` frames: of the forward direction the last, of the backward direction the first, so
 * that both have seen all of the stretch. `[B, T / every, 2n]`, the caller's.
 *
 * The paper's text gives the places the other way round; the authors' code does this.
 *
 * @see Qian et al. 2019, AutoVC, §4.2, arXiv:1905.05879
 */
export function keepEnds({ forward, backward }: TwoWays, every: number): tf.Tensor3D {
  const [batch, length, width] = forward.shape
  const places = length / every
  return tf.tidy(() => {
    const at = (x: tf.Tensor3D, place: number): tf.Tensor3D =>
      x
        .reshape<tf.Tensor4D>([batch, places, every, width])
        .slice([0, 0, place, 0], [batch, places, 1, width])
        .reshape([batch, places, width])
    return tf.concat([at(forward, every - 1), at(backward, 0)], 2)
  })
}
