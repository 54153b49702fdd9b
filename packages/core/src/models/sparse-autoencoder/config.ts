import { requireKnownOptions, requireNumber, requirePositiveInteger } from '../../errors/require'
import type { NetworkLike } from '../../interfaces/network'
import type { Shape } from '../../interfaces/shape'
import { requireShape } from '../live'
import { type ReconstructionConfig, resolveReconstruction } from '../reconstruction'
import { type ResolvedSparsity, resolveSparsity, type Sparsity } from './sparsity'

/** Configuration of a {@link SparseAutoencoder}. */
export interface SparseAutoencoderConfig extends ReconstructionConfig {
  /** Shape of one row, without the batch axis: `[28, 28, 1]`. */
  readonly inputShape: Shape
  /** Units in a code; may be more than numbers in a row. */
  readonly latentDim: number
  /** How few units are used at a time. Default `{ kind: 'kl', rate: 0.05, weight: 1 }`. */
  readonly sparsity?: Sparsity
  /** `[…inputShape]` → `[latentDim]`, without output function. Default `mlp({ hiddenUnits: [512, 256] })`. */
  readonly encoder?: NetworkLike
  /** `[latentDim]` → `[…inputShape]`, without output function. Default `mlp({ hiddenUnits: [256, 512] })`. */
  readonly decoder?: NetworkLike
  /** Where initial weights come from. Default 0. */
  readonly seed?: number
}

/** {@link SparseAutoencoderConfig} with every default filled in; networks are in the model. */
export type ResolvedSparseAutoencoderConfig = Required<
  Omit<SparseAutoencoderConfig, 'encoder' | 'decoder' | 'sparsity'>
> & {
  /** Complete. */
  readonly sparsity: ResolvedSparsity
}

/**
 * Fills in and checks a configuration.
 *
 * @throws AeError `config`
 */
export function resolveSparseAutoencoderConfig(
  config: SparseAutoencoderConfig,
): ResolvedSparseAutoencoderConfig {
  const subject = 'SparseAutoencoder'
  requireKnownOptions(subject, config, [
    'inputShape',
    'latentDim',
    'sparsity',
    'encoder',
    'decoder',
    'reconstruction',
    'output',
    'seed',
  ])
  const latentDim = requirePositiveInteger(subject, 'latentDim', config.latentDim)
  return Object.freeze({
    inputShape: requireShape(subject, 'inputShape', config.inputShape),
    latentDim,
    sparsity: resolveSparsity(subject, config.sparsity ?? { kind: 'kl' }, latentDim),
    ...resolveReconstruction(subject, config),
    seed: requireNumber(subject, 'seed', config.seed ?? 0),
  })
}
