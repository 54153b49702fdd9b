import { requireKnownOptions, requireNumber } from '../../errors/require'
import {
  GAUSSIAN_LATENT_OPTIONS,
  type GaussianLatentConfig,
  type ResolvedGaussianLatentConfig,
  resolveGaussianLatentConfig,
} from '../gaussian-latent'
import { type KlWeight, resolveKlWeight } from './kl-weight'

/** Configuration of a {@link VAE}. */
export interface VAEConfig extends GaussianLatentConfig {
  /** Weight of the KL term: a number, or a schedule. Default 1, the evidence lower bound. */
  readonly beta?: KlWeight
  /** Nats of KL that each latent dimension has for free. Default 0. */
  readonly freeBits?: number
}

/** {@link VAEConfig} with every default filled in; networks are in the model. */
export type ResolvedVAEConfig = ResolvedGaussianLatentConfig &
  Required<Omit<VAEConfig, keyof GaussianLatentConfig>>

/** On whose behalf a configuration is read. */
export interface ConfigReader {
  /** Who asks, for error messages. Default `VAE`. */
  readonly subject?: string
  /** Options that a sibling has beside those of a VAE. Default: none. */
  readonly more?: readonly string[]
  /** Options of a VAE that a sibling lacks. Default: none. */
  readonly less?: readonly string[]
}

/**
 * Fills in and checks a configuration; a sibling's own options are left out.
 *
 * @throws AeError `config`
 */
export function resolveVAEConfig(
  config: VAEConfig,
  { subject = 'VAE', more = [], less = [] }: ConfigReader = {},
): ResolvedVAEConfig {
  const known = [...GAUSSIAN_LATENT_OPTIONS, 'beta', 'freeBits'].filter((option) => !less.includes(option))
  requireKnownOptions(subject, config, [...known, ...more])
  return Object.freeze({
    ...resolveGaussianLatentConfig(subject, config),
    beta: resolveKlWeight(subject, config.beta ?? 1),
    freeBits: requireNumber(subject, 'freeBits', config.freeBits ?? 0, { min: 0 }),
  })
}
