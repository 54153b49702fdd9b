import { type Rng, withoutGradient } from '@ae/core'
import * as tf from '@tensorflow/tfjs'

/** From which clips of a batch the code of a clip's speaker comes: one other clip of the speaker, the mean of all others, or the clip itself. */
export type SpeakerSource = 'other' | 'others' | 'same'

/**
 * How much each row takes of each: `[B, B]`, rows sum to 1, a constant. A row whose speaker is alone takes itself.
 *
 * @param speaker [B], numbers of speakers; borrowed
 */
export function speakerShares(
  speaker: tf.Tensor,
  source: Exclude<SpeakerSource, 'same'>,
  rng: Rng,
): tf.Tensor2D {
  return withoutGradient(() =>
    tf.tidy(() => {
      const [rows = 0] = speaker.shape
      const own = tf.eye(rows)
      const label = speaker.toFloat()
      const others = label.expandDims(1).equal(label.expandDims(0)).toFloat().sub(own)
      // A row's own weight is less than any other's, and counts only where there is no other.
      const alone = others.sum(1, true).equal(0).toFloat()
      const candidates = others.add(own.mul(alone))
      if (source === 'others') return candidates.div(candidates.sum(1, true)) as tf.Tensor2D
      const drawn = candidates.mul(rng.uniform([rows, rows]).add(1)).argMax(1)
      return tf.oneHot(drawn.toInt(), rows).toFloat() as tf.Tensor2D
    }),
  )
}
