import { requireChoice, requireKnownOptions, requireNumber } from '../errors/require'
import type {
  AdamSpec,
  LearningRateSchedule,
  MomentumSchedule,
  OptimizerSpec,
  SgdSpec,
} from '../interfaces/optimizer'

/** Defaults of {@link AdamSpec}: the paper's, as in PyTorch. */
const ADAM = {
  learningRate: 1e-3,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0,
  amsgrad: false,
} as const

/** Defaults of {@link SgdSpec}. */
const SGD = { learningRate: 1e-2, momentum: 0, weightDecay: 0 } as const

/** An optimizer with every default filled in and checked. */
export type ResolvedOptimizer = ResolvedAdam | ResolvedSgd

/** {@link AdamSpec}, complete. */
export interface ResolvedAdam extends Required<Omit<AdamSpec, 'learningRate' | 'clipNorm'>>, ResolvedShared {}

/** {@link SgdSpec}, complete. */
export interface ResolvedSgd
  extends Required<Omit<SgdSpec, 'learningRate' | 'clipNorm' | 'momentum'>>,
    ResolvedShared {
  /** `undefined` for none, so that no velocity is kept. */
  readonly momentum: MomentumSchedule | undefined
}

interface ResolvedShared {
  /** As a schedule, also where a number was given. */
  readonly learningRate: LearningRateSchedule
  /** `Infinity` for no limit. */
  readonly clipNorm: number
}

/**
 * Fills in an optimizer's defaults.
 *
 * @throws AeError `config` on an unknown option or a value out of range
 */
export function resolveOptimizer(spec: OptimizerSpec): ResolvedOptimizer {
  const kind = requireChoice('optimizer', 'kind', spec.kind, ['adam', 'sgd'])
  const subject = kind
  const { clipNorm = Number.POSITIVE_INFINITY } = spec
  if (clipNorm !== Number.POSITIVE_INFINITY) requireNumber(subject, 'clipNorm', clipNorm, { above: 0 })
  const decay = (value: number, option: string): number =>
    requireNumber(subject, option, value, { min: 0, below: 1 })
  if (spec.kind === 'adam') {
    requireKnownOptions(subject, spec, ['kind', 'clipNorm', ...Object.keys(ADAM)])
    const full = { ...ADAM, ...spec }
    return {
      kind: 'adam',
      learningRate: asSchedule(subject, full.learningRate),
      clipNorm,
      beta1: decay(full.beta1, 'beta1'),
      beta2: decay(full.beta2, 'beta2'),
      epsilon: requireNumber(subject, 'epsilon', full.epsilon, { above: 0 }),
      weightDecay: requireNumber(subject, 'weightDecay', full.weightDecay, { min: 0 }),
      amsgrad: full.amsgrad,
    }
  }
  requireKnownOptions(subject, spec, ['kind', 'clipNorm', ...Object.keys(SGD)])
  const full = { ...SGD, ...spec }
  return {
    kind: 'sgd',
    learningRate: asSchedule(subject, full.learningRate),
    clipNorm,
    momentum: asMomentum(full.momentum, (value) => decay(value, 'momentum')),
    weightDecay: requireNumber(subject, 'weightDecay', full.weightDecay, { min: 0 }),
  }
}

function asMomentum(
  momentum: number | MomentumSchedule,
  check: (value: number) => number,
): MomentumSchedule | undefined {
  // A schedule's value is checked where it is used: 1 or more would never forget a gradient.
  if (typeof momentum === 'function') return (progress) => check(momentum(progress))
  const constant = check(momentum)
  return constant === 0 ? undefined : () => constant
}

function asSchedule(subject: string, rate: number | LearningRateSchedule): LearningRateSchedule {
  if (typeof rate === 'function') return rate
  const constant = requireNumber(subject, 'learningRate', rate, { min: 0 })
  return () => constant
}
