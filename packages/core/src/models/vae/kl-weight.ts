import { AeError } from '../../errors/ae-error'
import {
  requireChoice,
  requireKnownOptions,
  requireNumber,
  requirePositiveInteger,
  show,
} from '../../errors/require'

/** The weight rises from 0 to `beta` in a straight line, then stays. */
export interface KlWarmUp {
  /** Tag. */
  readonly kind: 'warmUp'
  /** Share of the training over which it rises, in (0, 1]. */
  readonly fraction: number
  /** Where it ends. Default 1. */
  readonly beta?: number
}

/** The weight rises from 0 to `beta` again and again. */
export interface KlCyclical {
  /** Tag. */
  readonly kind: 'cyclical'
  /** How often. */
  readonly cycles: number
  /** Share of a cycle over which it rises, in (0, 1]. Default .5. */
  readonly ramp?: number
  /** Where it ends. Default 1. */
  readonly beta?: number
}

/**
 * The weight of the KL term: a number, or a schedule against posterior collapse.
 *
 * @see Bowman et al. 2016, §3.1, arXiv:1511.06349 (warm-up); Fu et al. 2019, eq. 6, arXiv:1903.10145 (cyclical)
 */
export type KlWeight = number | KlWarmUp | KlCyclical

/**
 * Checks a KL weight and returns it frozen.
 *
 * @throws AeError `config`
 */
export function resolveKlWeight(subject: string, weight: KlWeight): KlWeight {
  if (typeof weight === 'number') return requireNumber(subject, 'beta', weight, { min: 0 })
  if (typeof weight !== 'object' || weight === null) {
    throw new AeError(
      'config',
      `${subject}: \`beta\` must be a number or a schedule. Received: ${show(weight)}.`,
    )
  }
  requireChoice(subject, 'beta.kind', weight.kind, ['warmUp', 'cyclical'])
  requireNumber(subject, 'beta.beta', weight.beta ?? 1, { min: 0 })
  if (weight.kind === 'warmUp') {
    requireKnownOptions(`${subject}.beta`, weight, ['kind', 'fraction', 'beta'])
    requireNumber(subject, 'beta.fraction', weight.fraction, { above: 0, max: 1 })
  } else {
    requireKnownOptions(`${subject}.beta`, weight, ['kind', 'cycles', 'ramp', 'beta'])
    requirePositiveInteger(subject, 'beta.cycles', weight.cycles)
    requireNumber(subject, 'beta.ramp', weight.ramp ?? 0.5, { above: 0, max: 1 })
  }
  return Object.freeze({ ...weight })
}

/** The weight at a step; its final value outside training, where the length is not known. */
export function klWeightAt(weight: KlWeight, step: number, totalSteps: number): number {
  if (typeof weight === 'number') return weight
  const beta = weight.beta ?? 1
  if (totalSteps === 0) return beta
  const progress = step / totalSteps
  if (weight.kind === 'warmUp') return beta * Math.min(1, progress / weight.fraction)
  const inCycle = (progress * weight.cycles) % 1
  return beta * Math.min(1, inCycle / (weight.ramp ?? 0.5))
}
