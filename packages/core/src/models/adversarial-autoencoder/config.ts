import { requireKnownOptions, requireNumber } from '../../errors/require'
import type { NetworkLike } from '../../interfaces/network'
import {
  POINT_LATENT_OPTIONS,
  type PointLatentConfig,
  type ResolvedPointLatentConfig,
  resolvePointLatentConfig,
} from '../point-latent'

/** Configuration of {@link AdversarialAutoencoder}. */
export interface AdversarialAutoencoderConfig extends PointLatentConfig {
  /** Weight of deceiving the discriminator. > 0. Default 1. */
  readonly adversarialWeight?: number
  /** `[latentDim]` → `[1]`, a logit: how much a code looks drawn from N(0, I). Default `mlp({ hiddenUnits: [256, 256] })`. */
  readonly discriminator?: NetworkLike
}

/** {@link AdversarialAutoencoderConfig} with every default filled in; networks are in the model. */
export type ResolvedAdversarialAutoencoderConfig = ResolvedPointLatentConfig &
  Required<Omit<AdversarialAutoencoderConfig, keyof PointLatentConfig | 'discriminator'>>

/**
 * Fills in and checks a configuration.
 *
 * @throws AeError `config`
 */
export function resolveAdversarialAutoencoderConfig(
  config: AdversarialAutoencoderConfig,
): ResolvedAdversarialAutoencoderConfig {
  const subject = 'AdversarialAutoencoder'
  requireKnownOptions(subject, config, [...POINT_LATENT_OPTIONS, 'adversarialWeight', 'discriminator'])
  const { adversarialWeight = 1 } = config
  return Object.freeze({
    ...resolvePointLatentConfig(subject, config),
    adversarialWeight: requireNumber(subject, 'adversarialWeight', adversarialWeight, { above: 0 }),
  })
}
