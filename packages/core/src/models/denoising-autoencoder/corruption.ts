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
  return tf.tidy(() => {
    if (typeof corruption === 'function') return sameShape(x, corruption(x, rng))
    if (corruption.kind === 'gaussian') return x.add(rng.normal(x.shape).mul(corruption.standardDeviation))
    const chance = rng.uniform(x.shape)
    const keep = chance.greaterEqual(corruption.probability).cast('float32')
    if (corruption.kind === 'masking') return x.mul(keep)
    // Within the replaced ones, the lower half of the chances is pepper (0) and the upper half salt (1).
    const salt = chance.greaterEqual(corruption.probability / 2).cast('float32')
    return x.mul(keep).add(salt.mul(tf.sub(1, keep)))
  })
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
