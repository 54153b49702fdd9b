import {
  requireChoice,
  requireKnownOptions,
  requireNumber,
  requirePositiveInteger,
} from '../../errors/require'
import type { NetworkLike } from '../../interfaces/network'
import type { Shape } from '../../interfaces/shape'
import { requireShape } from '../live'
import type { OutputRange } from '../reconstruction'

/** Configuration of {@link VAEGAN}. */
export interface VAEGANConfig {
  /** Shape of one row, without the batch axis: `[28, 28, 1]`. */
  readonly inputShape: Shape
  /** Numbers in a code. */
  readonly latentDim: number
  /** Where data lie. Default `unit`. */
  readonly output?: OutputRange
  /** Numbers that a row's features are. Default 256. */
  readonly featureDim?: number
  /** Weight of the KL term, for the encoder; with 1 the posterior collapsed on digits. ≥ 0. Default .1. */
  readonly beta?: number
  /** Weight of likeness in features beside deceiving the discriminator, for the decoder. ≥ 0. Default 5. */
  readonly likenessWeight?: number
  /**
   * Standard deviation of the noise that is added to data and to what is made before a verdict, in units of the data.
   * ≥ 0. Data that a glance tells from all that is made, black and white beside grey, need some: the discriminator wins
   * without. Default .3.
   */
  readonly instanceNoise?: number
  /** `[…inputShape]` → `[2 · latentDim]`, means then log-variances. Default `mlp({ hiddenUnits: [512, 256] })`. */
  readonly encoder?: NetworkLike
  /** `[latentDim]` → `[…inputShape]`, without output function. Default `mlp({ hiddenUnits: [256, 512] })`. */
  readonly decoder?: NetworkLike
  /** `[…inputShape]` → `[featureDim]`: the discriminator's lower part. Default `mlp({ hiddenUnits: [256] })`, ReLU at its end, too. */
  readonly features?: NetworkLike
  /** `[featureDim]` → `[1]`, a logit: the discriminator's upper part. Default `mlp({ hiddenUnits: [64] })`. */
  readonly verdict?: NetworkLike
  /** Where initial weights come from. Default 0. */
  readonly seed?: number
}

/** {@link VAEGANConfig} with every default filled in; networks are in the model. */
export type ResolvedVAEGANConfig = Required<
  Omit<VAEGANConfig, 'encoder' | 'decoder' | 'features' | 'verdict'>
>

/**
 * Fills in and checks a configuration.
 *
 * @throws AeError `config`
 */
export function resolveVAEGANConfig(config: VAEGANConfig): ResolvedVAEGANConfig {
  const subject = 'VAEGAN'
  requireKnownOptions(subject, config, [
    'inputShape',
    'latentDim',
    'output',
    'featureDim',
    'beta',
    'likenessWeight',
    'instanceNoise',
    'encoder',
    'decoder',
    'features',
    'verdict',
    'seed',
  ])
  return Object.freeze({
    inputShape: requireShape(subject, 'inputShape', config.inputShape),
    latentDim: requirePositiveInteger(subject, 'latentDim', config.latentDim),
    output: requireChoice(subject, 'output', config.output ?? 'unit', ['unit', 'unbounded']),
    featureDim: requirePositiveInteger(subject, 'featureDim', config.featureDim ?? 256),
    beta: requireNumber(subject, 'beta', config.beta ?? 0.1, { min: 0 }),
    likenessWeight: requireNumber(subject, 'likenessWeight', config.likenessWeight ?? 5, { min: 0 }),
    instanceNoise: requireNumber(subject, 'instanceNoise', config.instanceNoise ?? 0.3, { min: 0 }),
    seed: requireNumber(subject, 'seed', config.seed ?? 0),
  })
}
