import { requireKnownOptions, requireNumber, requirePositiveInteger } from '../../errors/require'
import type { NetworkLike } from '../../interfaces/network'
import type { Shape } from '../../interfaces/shape'
import { requireShape } from '../live'
import { type ReconstructionConfig, resolveReconstruction } from '../reconstruction'

/** Configuration of an {@link Autoencoder}. */
export interface AutoencoderConfig extends ReconstructionConfig {
  /** Shape of one row, without the batch axis: `[28, 28, 1]`. */
  readonly inputShape: Shape
  /** Numbers in a code. */
  readonly latentDim: number
  /** `[…inputShape]` → `[latentDim]`. Default `mlp({ hiddenUnits: [512, 256] })`. */
  readonly encoder?: NetworkLike
  /** `[latentDim]` → `[…inputShape]`, without output function. Default `mlp({ hiddenUnits: [256, 512] })`. */
  readonly decoder?: NetworkLike
  /** Where initial weights come from. Default 0. */
  readonly seed?: number
}

/** {@link AutoencoderConfig} with every default filled in; networks are in the model. */
export type ResolvedAutoencoderConfig = Required<Omit<AutoencoderConfig, 'encoder' | 'decoder'>>

/**
 * Fills in and checks a configuration.
 *
 * @throws AeError `config`
 */
export function resolveAutoencoderConfig(config: AutoencoderConfig): ResolvedAutoencoderConfig {
  const subject = 'Autoencoder'
  requireKnownOptions(subject, config, [
    'inputShape',
    'latentDim',
    'encoder',
    'decoder',
    'reconstruction',
    'output',
    'seed',
  ])
  return Object.freeze({
    inputShape: requireShape(subject, 'inputShape', config.inputShape),
    latentDim: requirePositiveInteger(subject, 'latentDim', config.latentDim),
    ...resolveReconstruction(subject, config),
    seed: requireNumber(subject, 'seed', config.seed ?? 0),
  })
}
