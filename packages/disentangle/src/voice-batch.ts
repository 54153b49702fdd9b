import { AeError, requireBatch, type Shape, show } from '@ae/core'
import type * as tf from '@tensorflow/tfjs'

/** Clips, and who speaks in each. */
export interface VoiceBatch {
  /** Frames: [B, T, F]. */
  readonly x: tf.Tensor
  /** Numbers of speakers from 0 to one less than there are, which nobody checks, [B]; or a vector for each that stands for the speaker, [B, E]. */
  readonly speaker: tf.Tensor
}

/** Whether a batch says who speaks. */
export function saysWho(batch: tf.Tensor | VoiceBatch): batch is VoiceBatch {
  return 'speaker' in batch
}

/**
 * Throws unless `x` is a batch of clips, with one number for the speaker of each.
 *
 * @throws AeError `shape`
 */
export function requireVoices(subject: string, { x, speaker }: VoiceBatch, inputShape: Shape): void {
  requireBatch(subject, x, inputShape)
  if (speaker.rank === 1 && speaker.shape[0] === x.shape[0]) return
  throw new AeError(
    'shape',
    `${subject}: expected the number of a speaker for each clip, [${x.shape[0]}]. Received: ${show(speaker.shape)}.`,
  )
}
