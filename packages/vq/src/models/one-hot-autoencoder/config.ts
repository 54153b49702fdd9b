import {
  AeError,
  type NetworkLike,
  type OutputRange,
  type Rng,
  requireChoice,
  requireKnownOptions,
  requireNumber,
  requireShape,
  type Shape,
  show,
} from '@ae/core'
import type * as tf from '@tensorflow/tfjs'
import {
  GUMBEL_OPTIONS,
  type GumbelQuantizerConfig,
  resolveGumbelQuantizerConfig,
} from '../../quantizers/gumbel-quantizer/config'

/** Changes that leave a row in its class: which, and how much it matters. */
export interface ClassInvariance {
  /**
   * Rows changed at random in ways that must not change their class: shifted, turned, made noisy. Keeps the shape, draws from
   * `rng` only, borrows `x`; the result is the model's. It cannot be saved: pass it again to `load`.
   */
  readonly augment: (x: tf.Tensor, rng: Rng) => tf.Tensor
  /** What it costs, in nats, that a changed row's class is not told by the row's. ≥ 0. Default 50. */
  readonly weight?: number
}

/** Configuration of a {@link OneHotAutoencoder}. */
export interface OneHotAutoencoderConfig extends GumbelQuantizerConfig {
  /** Shape of one row, without the batch axis: `[28, 28, 1]`. */
  readonly inputShape: Shape
  /**
   * What it costs not to use all classes alike: weight of KL(mean π ‖ uniform), in nats, beside a squared error a row. Its
   * mean is over a batch, which must have many rows a class. ≥ 0. Default 10.
   */
  readonly balanceWeight?: number
  /** Whether a row and a changed copy of it must be of one class. Default `none`: classes are what a decoder can draw. */
  readonly invariance?: ClassInvariance | 'none'
  /** Where data lie: `unit` puts a sigmoid behind the decoder. Default `unbounded`: prototypes are then means. */
  readonly output?: OutputRange
  /** `[…inputShape]` → `[classes]`, logits. Default `mlp({ hiddenUnits: [256] })`. */
  readonly encoder?: NetworkLike
  /** `[classes]` → `[…inputShape]`, without output function. Default `mlp({ hiddenUnits: [] })`: a prototype a class. */
  readonly decoder?: NetworkLike
  /** Where initial weights come from. Default 0. */
  readonly seed?: number
}

/** {@link OneHotAutoencoderConfig} with every default filled in; networks are in the model. */
export interface ResolvedOneHotAutoencoderConfig
  extends Required<Omit<OneHotAutoencoderConfig, 'invariance' | 'encoder' | 'decoder'>> {
  /** Complete. */
  readonly invariance: Required<ClassInvariance> | 'none'
}

/** A batch of 512 rows is uneven by chance by .01 nats; the error of a row is some tens. */
const BALANCE_WEIGHT = 10

/** A class is worth some nats of squared error, and at most log K of what a changed row tells. */
const INVARIANCE_WEIGHT = 50

/**
 * Fills in and checks a configuration.
 *
 * @throws AeError `config`
 */
export function resolveOneHotAutoencoderConfig(
  config: OneHotAutoencoderConfig,
): ResolvedOneHotAutoencoderConfig {
  const subject = 'OneHotAutoencoder'
  const own = ['inputShape', 'invariance', 'output', 'encoder', 'decoder', 'seed'] as const
  requireKnownOptions(subject, config, [...GUMBEL_OPTIONS, ...own])
  const gumbel = Object.entries({ balanceWeight: BALANCE_WEIGHT, ...config }).filter(([option]) =>
    GUMBEL_OPTIONS.some((known) => known === option),
  )
  return Object.freeze({
    // `classes` is among them, or is missed by name.
    ...resolveGumbelQuantizerConfig(Object.fromEntries(gumbel) as unknown as GumbelQuantizerConfig, subject),
    inputShape: requireShape(subject, 'inputShape', config.inputShape),
    invariance: resolveInvariance(subject, config.invariance ?? 'none'),
    output: requireChoice(subject, 'output', config.output ?? 'unbounded', ['unit', 'unbounded']),
    seed: requireNumber(subject, 'seed', config.seed ?? 0),
  })
}

function resolveInvariance(
  subject: string,
  invariance: ClassInvariance | 'none',
): Required<ClassInvariance> | 'none' {
  if (invariance === 'none') return invariance
  if (typeof invariance !== 'object' || typeof invariance?.augment !== 'function') {
    throw new AeError(
      'config',
      `${subject}: \`invariance\` must be { augment: (x, rng) => … } or 'none'. Received: ${show(invariance)}.`,
    )
  }
  requireKnownOptions(`${subject}.invariance`, invariance, ['augment', 'weight'])
  const { augment, weight = INVARIANCE_WEIGHT } = invariance
  return Object.freeze({
    augment,
    weight: requireNumber(subject, 'invariance.weight', weight, { min: 0 }),
  })
}
