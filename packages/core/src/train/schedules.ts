import { requireNumber } from '../errors/require'
import type { LearningRateSchedule } from '../interfaces/optimizer'
import { cos } from '../math/sin-cos'

/** Options of {@link cosine}. */
export interface CosineOptions {
  /** Rate at the first step. Default 1e-3. */
  readonly from?: number
  /** Rate at the last step. Default 0. */
  readonly to?: number
}

/**
 * Half a cosine from `from` to `to` over the whole training.
 *
 * @see Loshchilov & Hutter 2017, SGDR, eq. 5 without restarts, arXiv:1608.03983
 */
export function cosine(options: CosineOptions = {}): LearningRateSchedule {
  const from = requireNumber('cosine', 'from', options.from ?? 1e-3, { min: 0 })
  const to = requireNumber('cosine', 'to', options.to ?? 0, { min: 0 })
  return ({ step, totalSteps }) => {
    const progress = fractionDone(step, totalSteps)
    return to + 0.5 * (from - to) * (1 + cos(Math.PI * progress))
  }
}

/** Options of {@link stepDecay}. */
export interface StepDecayOptions {
  /** Rate before the first drop. Default 1e-3. */
  readonly from?: number
  /** What the rate is multiplied by at each drop. Default .3. */
  readonly factor?: number
  /** When to drop, as fractions of the training. Default [.7]. */
  readonly at?: readonly number[]
}

/** A constant rate that is multiplied by `factor` at each of the given fractions of the training. */
export function stepDecay(options: StepDecayOptions = {}): LearningRateSchedule {
  const from = requireNumber('stepDecay', 'from', options.from ?? 1e-3, { min: 0 })
  const factor = requireNumber('stepDecay', 'factor', options.factor ?? 0.3, { min: 0 })
  const at = (options.at ?? [0.7]).map((when) => requireNumber('stepDecay', 'at', when, { min: 0, max: 1 }))
  return ({ step, totalSteps }) => {
    const progress = fractionDone(step, totalSteps)
    return at.reduce((rate, when) => (progress >= when ? rate * factor : rate), from)
  }
}

/** Options of {@link warmUp}. */
export interface WarmUpOptions {
  /** Steps over which the rate rises from 0. */
  readonly steps: number
  /** What follows; it sees the same step numbers. */
  readonly then: LearningRateSchedule | number
}

/** A linear rise from 0 over the first steps, multiplied with the schedule that follows. */
export function warmUp(options: WarmUpOptions): LearningRateSchedule {
  const steps = requireNumber('warmUp', 'steps', options.steps, { min: 0 })
  const { then } = options
  return (progress) => {
    const rate = typeof then === 'number' ? then : then(progress)
    return progress.step < steps ? (rate * (progress.step + 1)) / steps : rate
  }
}

function fractionDone(step: number, totalSteps: number): number {
  return totalSteps > 0 ? Math.min(1, step / totalSteps) : 0
}
