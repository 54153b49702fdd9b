import { requireKnownOptions, requireNumber, requirePositiveInteger } from '../../errors/require'
import type { NetworkLike } from '../../interfaces/network'
import type { Shape } from '../../interfaces/shape'
import { requireShape } from '../live'
import { type ReconstructionConfig, resolveReconstruction } from '../reconstruction'

/** Configuration of {@link AdversarialAutoencoder}. */
export interface AdversarialAutoencoderConfig extends ReconstructionConfig {
  /** Shape of one row, without the batch axis: `[28, 28, 1]`. */
  readonly inputShape: Shape
  /** Numbers in a code. */
  readonly latentDim: number
  /** Weight of deceiving the discriminator. > 0. Default 1. */
  readonly adversarialWeight?: number
  /** `[…inputShape]` → `[latentDim]`. Default `mlp({ hiddenUnits: [512, 256] })`. */
  readonly encoder?: NetworkLike
  /** `[latentDim]` → `[…inputShape]`, without output function. Default `mlp({ hiddenUnits: [256, 512] })`. */
  readonly decoder?: NetworkLike
  /** `[latentDim]` → `[1]`, a logit: how much a code looks drawn from N(0, I). Default `mlp({ hiddenUnits: [256, 256] })`. */
  readonly discriminator?: NetworkLike
  /** Where initial weights come from. Default 0. */
  readonly seed?: number
}

/** {@link AdversarialAutoencoderConfig} with every default filled in; networks are in the model. */
export type ResolvedAdversarialAutoencoderConfig = Required<
  Omit<AdversarialAutoencoderConfig, 'encoder' | 'decoder' | 'discriminator'>
>

/**
 * Fills in and checks a configuration.
 *
 * @throws AeError `config`
 */
export function resolveAdversarialAutoencoderConfig(
  config: AdversarialAutoencoderConfig,
): ResolvedAdversarialAutoencoderConfig {
  const subject = 'AdversarialAutoencoder'
  requireKnownOptions(subject, config, [
    'inputShape',
    'latentDim',
    'adversarialWeight',
    'discriminator',
    'encoder',
    'decoder',
    'reconstruction',
    'output',
    'seed',
  ])
  return Object.freeze({
    inputShape: requireShape(subject, 'inputShape', config.inputShape),
    latentDim: requirePositiveInteger(subject, 'latentDim', config.latentDim),
    adversarialWeight: requireNumber(subject, 'adversarialWeight', config.adversarialWeight ?? 1, {
      above: 0,
    }),
    ...resolveReconstruction(subject, config),
    seed: requireNumber(subject, 'seed', config.seed ?? 0),
  })
}
