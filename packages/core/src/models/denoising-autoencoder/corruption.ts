import * as tf from '@tensorflow/tfjs'
import { AeError } from '../../errors/ae-error'
import { requireChoice, requireKnownOptions, requireNumber, show } from '../../errors/require'
import type { Rng } from '../../interfaces/rng'

/** Sets each number to 0 with some probability. What is kept is not rescaled: this is noise, not dropout. */
export interface MaskingCorruption {
  /** Tag. */
  readonly kind: 'masking'
  /** Probability that a number is set to 0, in [0, 1]. */
  readonly probability: number
}

/** Sets each number to 0 or 1, equally often, with some probability. */
export interface SaltAndPepperCorruption {
  /** Tag. */
  readonly kind: 'saltAndPepper'
  /** Probability that a number is replaced, in [0, 1]. */
  readonly probability: number
}

/** Adds Gaussian noise. */
export interface GaussianCorruption {
  /** Tag. */
  readonly kind: 'gaussian'
  /** Of the noise, in units of the data. */
  readonly standardDeviation: number
}

/** Any noise of your own: keeps the shape, draws from `rng` only. It cannot be saved: pass it again to `load`. */
export type CustomCorruption = (x: tf.Tensor, rng: Rng) => tf.Tensor

/** How clean data are made noisy. */
export type Corruption = MaskingCorruption | SaltAndPepperCorruption | GaussianCorruption | CustomCorruption

/**
 * `x` made noisy; every number of every row has its own noise. Borrows `x`; the result is the caller's.
 *
 * @throws AeError `shape` if a corruption of your own changes the shape
 * @see Vincent et al. 2010, Stacked Denoising Autoencoders, §3.3
 */
export function corrupt(x: tf.Tensor, corruption: Corruption, rng: Rng): tf.Tensor {
  const { noisy, chosen } = corruptMarked(x, corruption, rng)
  chosen.dispose()
  return noisy
}

/** Noisy rows, and where the noise is. */
export interface MarkedCorruption {
  /** [B, …] */
  readonly noisy: tf.Tensor
  /** [B, …]: 1 where a number was chosen, also where it then stayed what it was; else 0 */
  readonly chosen: tf.Tensor
}

/**
 * As {@link corrupt}, and says which numbers were chosen. With a corruption of your own, these are the ones it changed.
 *
 * @throws AeError `shape` if a corruption of your own changes the shape
 */
export function corruptMarked(x: tf.Tensor, corruption: Corruption, rng: Rng): MarkedCorruption {
  const { noisy, chosen } = tf.tidy(() => ({ ...marked(x, corruption, rng) }))
  return { noisy, chosen }
}

function marked(x: tf.Tensor, corruption: Corruption, rng: Rng): MarkedCorruption {
  if (typeof corruption === 'function') {
    const noisy = sameShape(x, corruption(x, rng))
    return { noisy, chosen: noisy.notEqual(x).cast('float32') }
  }
  if (corruption.kind === 'gaussian') {
    return { noisy: x.add(rng.normal(x.shape).mul(corruption.standardDeviation)), chosen: tf.onesLike(x) }
  }
  const chance = rng.uniform(x.shape)
  const keep = chance.greaterEqual(corruption.probability).cast('float32')
  const chosen = tf.sub(1, keep)
  if (corruption.kind === 'masking') return { noisy: x.mul(keep), chosen }
  // Within the replaced ones, the lower half of the chances is pepper (0) and the upper half salt (1).
  const salt = chance.greaterEqual(corruption.probability / 2).cast('float32')
  return { noisy: x.mul(keep).add(salt.mul(chosen)), chosen }
}

/**
 * Checks a corruption and returns it frozen.
 *
 * @throws AeError `config`
 */
export function resolveCorruption(subject: string, corruption: Corruption): Corruption {
  if (typeof corruption === 'function') return corruption
  const kinds = ['masking', 'saltAndPepper', 'gaussian'] as const
  requireChoice(subject, 'corruption.kind', corruption?.kind, kinds)
  if (corruption.kind === 'gaussian') {
    requireKnownOptions(`${subject}.corruption`, corruption, ['kind', 'standardDeviation'])
    requireNumber(subject, 'corruption.standardDeviation', corruption.standardDeviation, { min: 0 })
  } else {
    requireKnownOptions(`${subject}.corruption`, corruption, ['kind', 'probability'])
    requireNumber(subject, 'corruption.probability', corruption.probability, { min: 0, max: 1 })
  }
  return Object.freeze({ ...corruption })
}

function sameShape(x: tf.Tensor, noisy: tf.Tensor): tf.Tensor {
  if (noisy.shape.join() === x.shape.join()) return noisy.clone()
  throw new AeError(
    'shape',
    `corruption: expected a result of shape ${show(x.shape)}. Received: ${show(noisy.shape)}.`,
  )
}
