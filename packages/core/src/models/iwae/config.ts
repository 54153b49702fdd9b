import { requireKnownOptions, requirePositiveInteger } from '../../errors/require'
import {
  GAUSSIAN_LATENT_OPTIONS,
  type GaussianLatentConfig,
  type ResolvedGaussianLatentConfig,
  resolveGaussianLatentConfig,
} from '../gaussian-latent'

/** Configuration of {@link IWAE}. */
export interface IWAEConfig extends GaussianLatentConfig {
  /** Codes drawn for each row in a step, K of the bound; 1 gives a VAE's. A step costs the decoder as many rows. Default 5. */
  readonly samples?: number
}

/** {@link IWAEConfig} with every default filled in; networks are in the model. */
export type ResolvedIWAEConfig = ResolvedGaussianLatentConfig &
  Required<Omit<IWAEConfig, keyof GaussianLatentConfig>>

/** The smaller of the two that the paper reports beside 1; the other is 50. */
const SAMPLES = 5

/**
 * Fills in and checks a configuration.
 *
 * @throws AeError `config`
 */
export function resolveIWAEConfig(config: IWAEConfig): ResolvedIWAEConfig {
  const subject = 'IWAE'
  requireKnownOptions(subject, config, [...GAUSSIAN_LATENT_OPTIONS, 'samples'])
  return Object.freeze({
    ...resolveGaussianLatentConfig(subject, config),
    samples: requirePositiveInteger(subject, 'samples', config.samples ?? SAMPLES),
  })
}
