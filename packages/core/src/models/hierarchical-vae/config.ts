import { requirePositiveInteger } from '../../errors/require'
import type { NetworkLike } from '../../interfaces/network'
import { type ResolvedVAEConfig, resolveVAEConfig, type VAEConfig } from '../vae/config'

/** Configuration of a {@link HierarchicalVAE}: that of a VAE without free bits, and the upper level. */
export interface HierarchicalVAEConfig extends Omit<VAEConfig, 'freeBits'> {
  /** Numbers in a code of the upper level. Default: half of `latentDim`, rounded up. */
  readonly topDim?: number
  /** `[latentDim]` → `[2 · topDim]`, means then log-variances. Default `mlp({ hiddenUnits: [128] })`. */
  readonly topEncoder?: NetworkLike
  /** `[topDim]` → `[2 · latentDim]`, means then log-variances. Default `mlp({ hiddenUnits: [128] })`. */
  readonly topDecoder?: NetworkLike
}

/** {@link HierarchicalVAEConfig} with every default filled in; networks are in the model. */
export interface ResolvedHierarchicalVAEConfig extends Omit<ResolvedVAEConfig, 'freeBits'> {
  /** Numbers in a code of the upper level. */
  readonly topDim: number
}

/**
 * Fills in and checks a configuration.
 *
 * @throws AeError `config`
 */
export function resolveHierarchicalVAEConfig(config: HierarchicalVAEConfig): ResolvedHierarchicalVAEConfig {
  const subject = 'HierarchicalVAE'
  const more = ['topDim', 'topEncoder', 'topDecoder']
  const { freeBits: _, ...resolved } = resolveVAEConfig(config, { subject, more, less: ['freeBits'] })
  const topDim = requirePositiveInteger(subject, 'topDim', config.topDim ?? Math.ceil(resolved.latentDim / 2))
  return Object.freeze({ ...resolved, topDim })
}
