import { requirePositiveInteger } from '../../errors/require'
import type { NetworkLike } from '../../interfaces/network'
import { type ResolvedVAEConfig, resolveVAEConfig, type VAEConfig } from '../vae/config'

/** Configuration of a {@link ConditionalVAE}: that of a VAE, and the classes. */
export interface ConditionalVAEConfig extends Omit<VAEConfig, 'encoder' | 'decoder'> {
  /** Number of classes. */
  readonly classes: number
  /** `[features + classes]`, a flat row and its class as one-hot, → `[2 · latentDim]`. Default `mlp({ hiddenUnits: [512, 256] })`. */
  readonly encoder?: NetworkLike
  /** `[latentDim + classes]` → `[…inputShape]`, without output function. Default `mlp({ hiddenUnits: [256, 512] })`. */
  readonly decoder?: NetworkLike
}

/** {@link ConditionalVAEConfig} with every default filled in; networks are in the model. */
export interface ResolvedConditionalVAEConfig extends ResolvedVAEConfig {
  /** Number of classes. */
  readonly classes: number
}

/**
 * Fills in and checks a configuration.
 *
 * @throws AeError `config`
 */
export function resolveConditionalVAEConfig(config: ConditionalVAEConfig): ResolvedConditionalVAEConfig {
  const subject = 'ConditionalVAE'
  const resolved = resolveVAEConfig(config, { subject, more: ['classes'] })
  return Object.freeze({ ...resolved, classes: requirePositiveInteger(subject, 'classes', config.classes) })
}
