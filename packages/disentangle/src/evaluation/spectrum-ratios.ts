import { AeError, show } from '@ae/core'
import * as tf from '@tensorflow/tfjs'

/**
 * Variance of each feature over the time of a clip, as a mean over clips: `[N, T, F]` → `[F]`, the caller's. Speech that was
 * smoothed by averaging has too little of it.
 *
 * @see Toda, Black & Tokuda 2007, Voice Conversion Based on Maximum-Likelihood Estimation, §IV
 */
export function globalVariance(x: tf.Tensor): tf.Tensor1D {
  requireClips('globalVariance', x)
  return tf.tidy(() => tf.moments(x, 1).variance.mean<tf.Tensor1D>(0))
}

/**
 * {@link globalVariance} of made clips relative to that of real ones: 1 where they move as much, less where they are smooth.
 *
 * @returns one ratio a feature; 1 where neither moves, ∞ where only the made clips do
 * @throws AeError `shape` unless both are clips of as many features
 */
export async function globalVarianceRatios(made: tf.Tensor, real: tf.Tensor): Promise<Float32Array> {
  if (made.shape.at(-1) !== real.shape.at(-1)) {
    throw new AeError(
      'shape',
      `globalVarianceRatios: expected clips of as many features. Received: ${show(made.shape)} and ${show(real.shape)}.`,
    )
  }
  const ratios = tf.tidy(() => {
    const [ours, theirs] = [globalVariance(made), globalVariance(real)]
    return tf.where(ours.equal(theirs), tf.onesLike(ours), ours.div(theirs))
  })
  try {
    return Float32Array.from(await ratios.data())
  } finally {
    ratios.dispose()
  }
}

/** What {@link l1Ratio} compares. */
export interface L1RatioInput {
  /** Clips [N, T, F]; borrowed. */
  readonly x: tf.Tensor
  /** What a model makes of them, [N, T, F]; borrowed. */
  readonly reconstruction: tf.Tensor
  /** What knows nothing of them: the mean clip of the training rows, [T, F]; borrowed. */
  readonly mean: tf.Tensor
}

/**
 * Absolute error relative to that of always saying the same: 0 is perfect, 1 is nothing learnt.
 *
 * @throws AeError `shape` if the clips differ in shape
 */
export async function l1Ratio({ x, reconstruction, mean }: L1RatioInput): Promise<number> {
  requireClips('l1Ratio', x)
  if (show(x.shape) !== show(reconstruction.shape) || show(x.shape.slice(1)) !== show(mean.shape)) {
    throw new AeError(
      'shape',
      `l1Ratio: expected a reconstruction ${show(x.shape)} and a mean ${show(x.shape.slice(1))}. Received: ${show(reconstruction.shape)} and ${show(mean.shape)}.`,
    )
  }
  const ratio = tf.tidy(() => x.sub(reconstruction).abs().mean().div(x.sub(mean).abs().mean()))
  try {
    return (await ratio.data())[0] ?? Number.NaN
  } finally {
    ratio.dispose()
  }
}

function requireClips(subject: string, x: tf.Tensor): void {
  if (x.rank === 3 && x.size > 0) return
  throw new AeError('shape', `${subject}: expected clips [N, T, F]. Received: ${show(x.shape)}.`)
}
