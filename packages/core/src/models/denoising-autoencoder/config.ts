import { requireKnownOptions, requireNumber, requirePositiveInteger } from '../../errors/require'
import type { NetworkLike } from '../../interfaces/network'
import type { Shape } from '../../interfaces/shape'
import { requireShape } from '../live'
import { type ReconstructionConfig, resolveReconstruction } from '../reconstruction'
import { type Corruption, resolveCorruption } from './corruption'

/** Configuration of a {@link DenoisingAutoencoder}. */
export interface DenoisingAutoencoderConfig extends ReconstructionConfig {
  /** Shape of one row, without the batch axis: `[28, 28, 1]`. */
  readonly inputShape: Shape
  /** Numbers in a code; may be more than in a row. */
  readonly latentDim: number
  /** How training inputs are made noisy. Default `{ kind: 'masking', probability: 0.5 }`. */
  readonly corruption?: Corruption
  /** `[…inputShape]` → `[latentDim]`. Default `mlp({ hiddenUnits: [512, 256] })`. */
  readonly encoder?: NetworkLike
  /** `[latentDim]` → `[…inputShape]`, without output function. Default `mlp({ hiddenUnits: [256, 512] })`. */
  readonly decoder?: NetworkLike
  /** Where initial weights come from. Default 0. */
  readonly seed?: number
}

/** {@link DenoisingAutoencoderConfig} with every default filled in; networks are in the model. */
export type ResolvedDenoisingAutoencoderConfig = Required<
  Omit<DenoisingAutoencoderConfig, 'encoder' | 'decoder'>
>

/** Half of the pixels: enough that a code has to know what a digit looks like. */
const DEFAULT_CORRUPTION: Corruption = { kind: 'masking', probability: 0.5 }

/**
 * Fills in and checks a configuration.
 *
 * @throws AeError `config`
 */
export function resolveDenoisingAutoencoderConfig(
  config: DenoisingAutoencoderConfig,
): ResolvedDenoisingAutoencoderConfig {
  const subject = 'DenoisingAutoencoder'
  requireKnownOptions(subject, config, [
    'inputShape',
    'latentDim',
    'corruption',
    'encoder',
    'decoder',
    'reconstruction',
    'output',
    'seed',
  ])
  return Object.freeze({
    inputShape: requireShape(subject, 'inputShape', config.inputShape),
    latentDim: requirePositiveInteger(subject, 'latentDim', config.latentDim),
    corruption: resolveCorruption(subject, config.corruption ?? DEFAULT_CORRUPTION),
    ...resolveReconstruction(subject, config),
    seed: requireNumber(subject, 'seed', config.seed ?? 0),
  })
}
