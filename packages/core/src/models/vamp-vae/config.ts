import { requirePositiveInteger } from '../../errors/require'
import { type ResolvedVAEConfig, resolveVAEConfig, type VAEConfig } from '../vae/config'

/** Configuration of a {@link VampVAE}: that of a VAE without free bits, and the prior's size. */
export interface VampVAEConfig extends Omit<VAEConfig, 'freeBits'> {
  /** Rows that the prior is made from. Default 500. */
  readonly pseudoInputs?: number
}

/** {@link VampVAEConfig} with every default filled in; networks are in the model. */
export interface ResolvedVampVAEConfig extends Omit<ResolvedVAEConfig, 'freeBits'> {
  /** Rows that the prior is made from. */
  readonly pseudoInputs: number
}

/** As many as the paper takes for MNIST. */
const PSEUDO_INPUTS = 500

/**
 * Fills in and checks a configuration.
 *
 * @throws AeError `config`
 */
export function resolveVampVAEConfig(config: VampVAEConfig): ResolvedVampVAEConfig {
  const subject = 'VampVAE'
  const { freeBits: _, ...resolved } = resolveVAEConfig(config, {
    subject,
    more: ['pseudoInputs'],
    less: ['freeBits'],
  })
  const pseudoInputs = requirePositiveInteger(subject, 'pseudoInputs', config.pseudoInputs ?? PSEUDO_INPUTS)
  return Object.freeze({ ...resolved, pseudoInputs })
}
