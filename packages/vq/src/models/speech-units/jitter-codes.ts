import { AeError, type Rng, requireKnownOptions, requireNumber, show } from '@ae/core'
import * as tf from '@tensorflow/tfjs'

/** What {@link jitterCodes} goes by. */
export interface JitterOptions {
  /** p: that a code is replaced by a neighbour, half of it by the one before and half by the one after. In [0, 1]. */
  readonly probability: number
  /** Where the choice comes from. */
  readonly rng: Rng
  /** [B, T], 1 for a code and 0 for padding at the end; padding is no neighbour. Default: all are real. Borrowed. */
  readonly mask?: tf.Tensor
}

/**
 * Codes of which each may be replaced by one of its neighbours in time: a decoder cannot then rely on a code's exact place,
 * and encoders give codes that last. The first has no neighbour before and the last none after; they stay instead.
 *
 * For training only. Gradients go to the code that was taken.
 *
 * @param codes [B, T, D], borrowed
 * @returns the same shape, owned by the caller
 * @throws AeError `shape` unless codes are sequences and the mask is theirs, `config` on a bad probability
 * @see Chorowski et al. 2019, Unsupervised Speech Representation Learning Using WaveNet Autoencoders, §3.3,
 * arXiv:1901.08810; published codes differ in whether p is for both sides together, as here, or for each
 * @example
 * const codes = rng.normal([8, 24, 16])
 * const moved = jitterCodes(codes, { probability: 0.12, rng })
 */
export function jitterCodes(codes: tf.Tensor, options: JitterOptions): tf.Tensor {
  const { rng, mask } = requireKnownOptions('jitterCodes', options, ['probability', 'rng', 'mask'])
  const probability = requireNumber('jitterCodes', 'probability', options.probability, { min: 0, max: 1 })
  const [rows = 0, length = 0, size = 1] = codes.shape
  if (codes.rank !== 3 || (mask !== undefined && show(mask.shape) !== show([rows, length]))) {
    throw new AeError(
      'shape',
      `jitterCodes: expected codes [B, T, D] and a mask [B, T]. Received: ${show(codes.shape)} and ${mask === undefined ? 'none' : show(mask.shape)}.`,
    )
  }
  return tf.tidy(() => {
    if (probability === 0 || length < 2) return codes.clone()
    const chance = rng.uniform([rows, length])
    const real = mask?.cast('float32') ?? tf.ones([rows, length])
    const none = tf.zeros([rows, 1])
    const hasBefore = tf.concat([none, real.slice([0, 0], [rows, length - 1])], 1)
    const hasAfter = tf.concat([real.slice([0, 1], [rows, length - 1]), none], 1)
    const fromBefore = chance
      .less(probability / 2)
      .toFloat()
      .mul(hasBefore)
      .expandDims(2)
    const fromAfter = chance
      .greaterEqual(1 - probability / 2)
      .toFloat()
      .mul(hasAfter)
      .expandDims(2)
    const edge = tf.zeros([rows, 1, size])
    const before = tf.concat([edge, codes.slice([0, 0, 0], [rows, length - 1, size])], 1)
    const after = tf.concat([codes.slice([0, 1, 0], [rows, length - 1, size]), edge], 1)
    const stays = tf.sub(1, fromBefore.add(fromAfter))
    return codes.mul(stays).add(before.mul(fromBefore)).add(after.mul(fromAfter))
  })
}
