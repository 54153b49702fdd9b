import { requireKnownOptions } from '../../errors/require'
import type { NetworkLike } from '../../interfaces/network'
import {
  POINT_LATENT_OPTIONS,
  type PointLatentConfig,
  type ResolvedPointLatentConfig,
  resolvePointLatentConfig,
} from '../point-latent'
import { type ResolvedSparsity, resolveSparsity, type Sparsity } from './sparsity'

/** Configuration of a {@link SparseAutoencoder}. */
export interface SparseAutoencoderConfig extends PointLatentConfig {
  /** Units in a code; may be more than numbers in a row. */
  readonly latentDim: number
  /** How few units are used at a time. Default `{ kind: 'kl', rate: 0.05, weight: 1 }`. */
  readonly sparsity?: Sparsity
  /** `[…inputShape]` → `[latentDim]`, without output function. Default `mlp({ hiddenUnits: [512, 256] })`. */
  readonly encoder?: NetworkLike
}

/** {@link SparseAutoencoderConfig} with every default filled in; networks are in the model. */
export type ResolvedSparseAutoencoderConfig = ResolvedPointLatentConfig & {
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
  requireKnownOptions(subject, config, [...POINT_LATENT_OPTIONS, 'sparsity'])
  const resolved = resolvePointLatentConfig(subject, config)
  const sparsity = resolveSparsity(subject, config.sparsity ?? { kind: 'kl' }, resolved.latentDim)
  return Object.freeze({ ...resolved, sparsity })
}
