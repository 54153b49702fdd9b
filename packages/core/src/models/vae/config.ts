import { requireKnownOptions, requireNumber, requirePositiveInteger } from '../../errors/require'
import type { NetworkLike } from '../../interfaces/network'
import type { Shape } from '../../interfaces/shape'
import { requireShape } from '../live'
import { type KlWeight, resolveKlWeight } from './kl-weight'
import { type Likelihood, resolveLikelihood } from './likelihood'

/** Configuration of a {@link VAE}. */
export interface VAEConfig {
  /** Shape of one row, without the batch axis: `[28, 28, 1]`. */
  readonly inputShape: Shape
  /** Numbers in a code. */
  readonly latentDim: number
  /** How likely data are, given a code. Default `{ kind: 'bernoulli' }`, for data in [0, 1]. */
  readonly likelihood?: Likelihood
  /** Weight of the KL term: a number, or a schedule. Default 1, the evidence lower bound. */
  readonly beta?: KlWeight
  /** Nats of KL that each latent dimension has for free. Default 0. */
  readonly freeBits?: number
  /** `[…inputShape]` → `[2 · latentDim]`, means then log-variances. Default `mlp({ hiddenUnits: [512, 256] })`. */
  readonly encoder?: NetworkLike
  /** `[latentDim]` → `[…inputShape]`, without output function. Default `mlp({ hiddenUnits: [256, 512] })`. */
  readonly decoder?: NetworkLike
  /** Where initial weights come from. Default 0. */
  readonly seed?: number
}

/** {@link VAEConfig} with every default filled in; networks are in the model. */
export type ResolvedVAEConfig = Required<Omit<VAEConfig, 'encoder' | 'decoder'>>

/** On whose behalf a configuration is read. */
export interface ConfigReader {
  /** Who asks, for error messages. Default `VAE`. */
  readonly subject?: string
  /** Options that a sibling has beside those of a VAE. Default: none. */
  readonly more?: readonly string[]
}

/**
 * Fills in and checks a configuration; a sibling's own options are left out.
 *
 * @throws AeError `config`
 */
export function resolveVAEConfig(
  config: VAEConfig,
  { subject = 'VAE', more = [] }: ConfigReader = {},
): ResolvedVAEConfig {
  requireKnownOptions(subject, config, [
    'inputShape',
    'latentDim',
    'likelihood',
    'beta',
    'freeBits',
    'encoder',
    'decoder',
    'seed',
    ...more,
  ])
  return Object.freeze({
    inputShape: requireShape(subject, 'inputShape', config.inputShape),
    latentDim: requirePositiveInteger(subject, 'latentDim', config.latentDim),
    likelihood: resolveLikelihood(subject, config.likelihood ?? { kind: 'bernoulli' }),
    beta: resolveKlWeight(subject, config.beta ?? 1),
    freeBits: requireNumber(subject, 'freeBits', config.freeBits ?? 0, { min: 0 }),
    seed: requireNumber(subject, 'seed', config.seed ?? 0),
  })
}
