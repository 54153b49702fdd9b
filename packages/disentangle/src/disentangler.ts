import type { Disposable, Saveable, Trainable } from '@ae/core'
import type * as tf from '@tensorflow/tfjs'
import type { VoiceBatch } from './voice-batch'

/**
 * A model that takes clips apart into what is said and who says it, and puts the parts of two clips together.
 *
 * `X` is what it must know of a clip: the frames `[B, T, F]`, or also who speaks. Nothing in it is tied to sound: rows of
 * an image are frames, too, and a style is a voice.
 */
export interface Disentangler<X = tf.Tensor, B = tf.Tensor | VoiceBatch>
  extends Trainable<B>,
    Saveable,
    Disposable {
  /** What is said: `[B, T′, C]`. Borrows `x`; the result is the caller's. */
  content(x: X): tf.Tensor
  /** Puts parts together: content `[B, T′, C]` and speakers, as {@link convert} takes them → `[B, T, F]`, the caller's. */
  decode(content: tf.Tensor, speaker: tf.Tensor): tf.Tensor
  /** What `x` says, as the target would say it: `[B, T, F]`, the caller's. Borrows both. */
  convert(x: X, target: tf.Tensor): tf.Tensor
}
