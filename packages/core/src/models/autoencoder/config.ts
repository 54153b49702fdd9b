import { requireKnownOptions } from '../../errors/require'
import {
  POINT_LATENT_OPTIONS,
  type PointLatentConfig,
  type ResolvedPointLatentConfig,
  resolvePointLatentConfig,
} from '../point-latent'

/** Configuration of an {@link Autoencoder}. */
export interface AutoencoderConfig extends PointLatentConfig {}

/** {@link AutoencoderConfig} with every default filled in; networks are in the model. */
export type ResolvedAutoencoderConfig = ResolvedPointLatentConfig

/**
 * Fills in and checks a configuration.
 *
 * @throws AeError `config`
 */
export function resolveAutoencoderConfig(config: AutoencoderConfig): ResolvedAutoencoderConfig {
  const subject = 'Autoencoder'
  requireKnownOptions(subject, config, POINT_LATENT_OPTIONS)
  return Object.freeze(resolvePointLatentConfig(subject, config))
}
