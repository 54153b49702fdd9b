import { requireKnownOptions, requireNumber } from '../../errors/require'
import type { NetworkLike } from '../../interfaces/network'
import {
  GAUSSIAN_LATENT_OPTIONS,
  type GaussianLatentConfig,
  type ResolvedGaussianLatentConfig,
  resolveGaussianLatentConfig,
} from '../gaussian-latent'

/** Configuration of a {@link FactorVAE}. */
export interface FactorVAEConfig extends GaussianLatentConfig {
  /** Weight of the total correlation, γ in the paper. ≥ 0. Default 10. */
  readonly gamma?: number
  /** Step size of the discriminator's Adam, whose moments decay by .5 and .9, as in the paper. > 0. Default 1e-4. */
  readonly discriminatorLearningRate?: number
  /** `[latentDim]` → `[1]`, a logit. Default `mlp({ hiddenUnits: [256, 256, 256] })`; the paper's has six layers of 1000. */
  readonly discriminator?: NetworkLike
}

/** {@link FactorVAEConfig} with every default filled in; networks are in the model. */
export type ResolvedFactorVAEConfig = ResolvedGaussianLatentConfig &
  Required<Omit<FactorVAEConfig, keyof GaussianLatentConfig | 'discriminator'>>

/**
 * Fills in and checks a configuration.
 *
 * @throws AeError `config`
 */
export function resolveFactorVAEConfig(config: FactorVAEConfig): ResolvedFactorVAEConfig {
  const subject = 'FactorVAE'
  requireKnownOptions(subject, config, [
    ...GAUSSIAN_LATENT_OPTIONS,
    'gamma',
    'discriminatorLearningRate',
    'discriminator',
  ])
  const { gamma = 10, discriminatorLearningRate = 1e-4 } = config
  return Object.freeze({
    ...resolveGaussianLatentConfig(subject, config),
    gamma: requireNumber(subject, 'gamma', gamma, { min: 0 }),
    discriminatorLearningRate: requireNumber(
      subject,
      'discriminatorLearningRate',
      discriminatorLearningRate,
      { above: 0 },
    ),
  })
}
