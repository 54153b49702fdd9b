import { requireKnownOptions, requireNumber } from '@ae/core'

/** A number that changes in the course of a training, or stays. */
export type Annealed = number | Annealing

/** From one number to another in equal ratios. */
export interface Annealing {
  /** At the first step. > 0. */
  readonly from: number
  /** At the last step. > 0. */
  readonly to: number
}

/**
 * Checks such a number and returns it frozen.
 *
 * @throws AeError `config`
 */
export function resolveAnnealed(subject: string, option: string, value: Annealed): Annealed {
  if (typeof value === 'number') return requireNumber(subject, option, value, { above: 0 })
  requireKnownOptions(`${subject}.${option}`, value, ['from', 'to'])
  return Object.freeze({
    from: requireNumber(subject, `${option}.from`, value.from, { above: 0 }),
    to: requireNumber(subject, `${option}.to`, value.to, { above: 0 }),
  })
}

/** The number at a step: `from · (to / from)^(step / totalSteps)`; where the length is not known, its last. */
export function annealedAt(
  value: Annealed,
  { step, totalSteps }: { readonly step: number; readonly totalSteps: number },
): number {
  if (typeof value === 'number') return value
  if (totalSteps === 0) return value.to
  return value.from * (value.to / value.from) ** Math.min(1, step / totalSteps)
}
