import type * as tf from '@tensorflow/tfjs'
import { requireKnownOptions, requireNumber, requirePositiveInteger } from '../../errors/require'
import type { DiagonalGaussian } from '../../losses/kl-between-gaussians'

/** The KL weight rises from 0 once more, in a straight line, to what it would be otherwise. */
export interface WarmUpRestart {
  /** Step of the phase at which it is 0. */
  readonly from: number
  /** Steps until it is back. */
  readonly steps: number
}

/** What is asked of a KL term on top of the configuration, in training only. `{}` asks for nothing. */
export interface KlSteering {
  /** Default: none. */
  readonly warmUp?: WarmUpRestart
  /** Nats of KL that each latent dimension has for free, where that is more than configured. Default 0. */
  readonly freeBits?: number
}

/** A variational model that a guard can look at and act on. */
export interface KlSteerable {
  /** Mean and log-variance of the code, [B, D] each, both the caller's. Borrows `x`. */
  posterior(x: tf.Tensor): DiagonalGaussian
  /**
   * Changes how the KL term is charged in training from the next step on; replaces what was asked for before. No part
   * of the configuration, and not saved with the model.
   *
   * @throws AeError `config`
   */
  steerKl(steering: KlSteering): void
}

/**
 * Checks a steering and returns it frozen.
 *
 * @throws AeError `config`
 */
export function resolveKlSteering(subject: string, steering: KlSteering): KlSteering {
  requireKnownOptions(`${subject}.steerKl`, steering, ['warmUp', 'freeBits'])
  const { warmUp, freeBits = 0 } = steering
  requireNumber(subject, 'freeBits', freeBits, { min: 0 })
  if (warmUp === undefined) return Object.freeze({ freeBits })
  requireKnownOptions(`${subject}.steerKl.warmUp`, warmUp, ['from', 'steps'])
  const from = requireNumber(subject, 'warmUp.from', warmUp.from, { min: 0 })
  const steps = requirePositiveInteger(subject, 'warmUp.steps', warmUp.steps)
  return Object.freeze({ freeBits, warmUp: Object.freeze({ from, steps }) })
}

/** By how much a restart scales the KL weight at a step: 1 before and after it. */
export function warmUpFactor({ warmUp }: KlSteering, step: number): number {
  if (warmUp === undefined || step < warmUp.from) return 1
  return Math.min(1, (step - warmUp.from) / warmUp.steps)
}
