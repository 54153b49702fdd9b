import { requireKnownOptions, requireNumber, requirePositiveInteger } from '../../errors/require'
import type { NetworkLike } from '../../interfaces/network'
import type { Shape } from '../../interfaces/shape'
import { requireShape } from '../live'
import { type ReconstructionConfig, resolveReconstruction } from '../reconstruction'

/** Configuration of {@link RAE}. */
export interface RAEConfig extends ReconstructionConfig {
  /** Shape of one row, without the batch axis: `[28, 28, 1]`. */
  readonly inputShape: Shape
  /** Numbers in a code. */
  readonly latentDim: number
  /** Weight of `½ ‖z‖²`, which keeps codes together. ≥ 0. Default 1e-2. */
  readonly codeWeight?: number
  /** Weight of the decoder's squared weights (biases left out), which keeps it smooth. ≥ 0. Default 1e-4. */
  readonly decoderWeight?: number
  /** `[…inputShape]` → `[latentDim]`. Default `mlp({ hiddenUnits: [512, 256] })`. */
  readonly encoder?: NetworkLike
  /** `[latentDim]` → `[…inputShape]`, without output function. Default `mlp({ hiddenUnits: [256, 512] })`. */
  readonly decoder?: NetworkLike
  /** Where initial weights come from. Default 0. */
  readonly seed?: number
}

/** {@link RAEConfig} with every default filled in; networks are in the model. */
export type ResolvedRAEConfig = Required<Omit<RAEConfig, 'encoder' | 'decoder'>>

/**
 * Fills in and checks a configuration.
 *
 * @throws AeError `config`
 */
export function resolveRAEConfig(config: RAEConfig): ResolvedRAEConfig {
  const subject = 'RAE'
  requireKnownOptions(subject, config, [
    'inputShape',
    'latentDim',
    'codeWeight',
    'decoderWeight',
    'encoder',
    'decoder',
    'reconstruction',
    'output',
    'seed',
  ])
  return Object.freeze({
    inputShape: requireShape(subject, 'inputShape', config.inputShape),
    latentDim: requirePositiveInteger(subject, 'latentDim', config.latentDim),
    codeWeight: requireNumber(subject, 'codeWeight', config.codeWeight ?? 1e-2, { min: 0 }),
    decoderWeight: requireNumber(subject, 'decoderWeight', config.decoderWeight ?? 1e-4, { min: 0 }),
    ...resolveReconstruction(subject, config),
    seed: requireNumber(subject, 'seed', config.seed ?? 0),
  })
}
