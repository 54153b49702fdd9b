import { AeError, requireNumber, requirePositiveInteger, show } from '@ae/core'
import * as tf from '@tensorflow/tfjs'

/** What {@link ge2eLoss} compares. */
export interface Ge2eInput {
  /** [B, D], one for each clip, of any length but 0; borrowed */
  readonly vectors: tf.Tensor
  /** [B], numbers of who speaks, from 0; borrowed */
  readonly speaker: tf.Tensor
  /** How many speakers there are in all. A batch need not have all of them. */
  readonly speakers: number
  /** w of the paper, > 0: what cosines are multiplied by. Default 10. */
  readonly scale?: number | tf.Scalar
}

/** Added under the root of a length, which has no slope at 0. */
const EPSILON = 1e-12
/** What stands for a speaker who is not there: as good as minus infinity, and still finite. */
const NOBODY = -1e9

/**
 * How badly clips find their speakers among the mean vectors of a batch's speakers, a clip's own left out of the mean it is
 * compared with: cross-entropy of `softmax_k(w · cos(e, c_k))`, averaged over clips, in nats.
 *
 * A batch may have any number of clips of each speaker; those who have a single one have nothing to compare it with, and it is
 * left out of the average, though others are compared with it. Without any two clips of a speaker the loss is 0. The paper also adds a constant b to all
 * cosines, which the softmax takes away again.
 *
 * @returns scalar ≥ 0, the caller's
 * @throws AeError `shape` unless there is one number of a speaker for each vector; `config` on a bad number
 * @see Wan et al. 2018, Generalized End-to-End Loss for Speaker Verification, eq. 5, 6, 8 and 9, arXiv:1710.10467
 * @example
 * const vectors = tf.tensor2d([[1, 0], [0, 1], [-1, 0], [0, -1]])
 * ge2eLoss({ vectors, speaker: tf.tensor1d([0, 0, 1, 1], 'int32'), speakers: 2, scale: 1 }) // log(1 + exp(−√½))
 */
export function ge2eLoss({ vectors, speaker, speakers, scale = 10 }: Ge2eInput): tf.Scalar {
  const subject = 'ge2eLoss'
  requirePositiveInteger(subject, 'speakers', speakers)
  if (typeof scale === 'number') requireNumber(subject, 'scale', scale, { above: 0 })
  const [rows = 0] = vectors.shape
  if (vectors.rank !== 2 || rows === 0 || speaker.rank !== 1 || speaker.shape[0] !== rows) {
    throw new AeError(
      'shape',
      `${subject}: expected vectors [B, D] and numbers of speakers [B]. Received: ${show(vectors.shape)} and ${show(speaker.shape)}.`,
    )
  }
  return tf.tidy(() => {
    const directions = unit(vectors)
    const member = tf.oneHot(speaker.toInt(), speakers).toFloat() as tf.Tensor2D // [B, K]
    const counts = member.sum(0) // [K]
    const sums = tf.matMul(member, directions, true) // [K, D]
    // A mean has the direction of the sum, which is all that a cosine sees.
    const toAll = tf.matMul(directions, unit(sums), false, true) // [B, K]
    const others = unit(tf.matMul(member, sums).sub(directions)) // [B, D], the clip itself left out
    const toOwn = directions.mul(others).sum(1, true) // [B, 1]
    const cosines = toAll.mul(tf.sub(1, member)).add(toOwn.mul(member))
    const absent = counts.equal(0).toFloat().mul(NOBODY)
    const scores = cosines.mul(scale).add(absent)
    const losses = scores.logSumExp(1).sub(scores.mul(member).sum(1)) // [B]
    const compared = member.mul(counts.greater(1).toFloat()).sum(1) // [B]
    return losses.mul(compared).sum().div<tf.Scalar>(compared.sum().maximum(1))
  })
}

/** Rows of length 1, but for those of length 0. */
export function unit(rows: tf.Tensor): tf.Tensor2D {
  return rows.div(rows.square().sum(1, true).add(EPSILON).sqrt())
}
