import { AeError, requirePositiveInteger, show } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import type { VoiceBatch } from '../voice-batch'

/** Mean and deviation of each feature over all frames of each speaker. */
export interface SpeakerStatistics {
  /** [speakers, F] */
  readonly mean: tf.Tensor2D
  /** [speakers, F] */
  readonly deviation: tf.Tensor2D
}

/** Added to variances before their root. */
const EPSILON = 1e-8

/**
 * What is typical of each speaker's frames. The tensors are the caller's.
 *
 * @param voices clips [N, T, F] with numbers of speakers [N]; borrowed
 * @throws AeError `shape` unless there is a speaker for each clip; `config` on a bad number of speakers
 */
export function speakerStatistics({ x, speaker }: VoiceBatch, speakers: number): SpeakerStatistics {
  requirePositiveInteger('speakerStatistics', 'speakers', speakers)
  const [rows = 0, length = 0, features = 0] = x.shape
  if (x.rank !== 3 || speaker.rank !== 1 || speaker.shape[0] !== rows) {
    throw new AeError(
      'shape',
      `speakerStatistics: expected clips [N, T, F] and speakers [N]. Received: ${show(x.shape)} and ${show(speaker.shape)}.`,
    )
  }
  return tf.tidy(() => {
    const members = tf.oneHot(speaker.toInt(), speakers).toFloat() as tf.Tensor2D // [N, K]
    const frames = members.sum(0).mul(length).maximum(1).expandDims(1) // [K, 1]
    const clips = x.sum(1) as tf.Tensor2D // [N, F]
    const mean = tf.matMul(members, clips, true).div<tf.Tensor2D>(frames)
    const own = tf.matMul(members, mean).reshape([rows, 1, features])
    const squares = x.sub(own).square().sum(1) as tf.Tensor2D
    const variance = tf.matMul(members, squares, true).div(frames)
    return { mean, deviation: variance.add(EPSILON).sqrt() as tf.Tensor2D }
  })
}

/** From whom to whom clips go. */
export interface StatisticsSwap {
  /** Of all speakers; borrowed. */
  readonly statistics: SpeakerStatistics
  /** Numbers of those who speak, [B]; borrowed. */
  readonly from: tf.Tensor
  /** Numbers of those who shall speak, [B]; borrowed. */
  readonly to: tf.Tensor
}

/**
 * Conversion without learning: each feature keeps its course over time, with the target's mean and deviation. What a model
 * has to beat. `[B, T, F]` → `[B, T, F]`, the caller's.
 */
export function swapStatistics(x: tf.Tensor, { statistics, from, to }: StatisticsSwap): tf.Tensor {
  const { mean, deviation } = statistics
  return tf.tidy(() => {
    const of = (table: tf.Tensor2D, speaker: tf.Tensor): tf.Tensor =>
      table.gather(speaker.toInt()).expandDims(1)
    return x.sub(of(mean, from)).div(of(deviation, from)).mul(of(deviation, to)).add(of(mean, to))
  })
}
