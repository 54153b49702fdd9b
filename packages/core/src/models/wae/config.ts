import {
  requireChoice,
  requireKnownOptions,
  requireNumber,
  requirePositiveInteger,
} from '../../errors/require'
import type { NetworkLike } from '../../interfaces/network'
import type { Shape } from '../../interfaces/shape'
import type { MmdKernel } from '../../losses/maximum-mean-discrepancy'
import { requireShape } from '../live'
import { type ReconstructionConfig, resolveReconstruction } from '../reconstruction'

/** Configuration of {@link WAE}. */
export interface WAEConfig extends ReconstructionConfig {
  /** Shape of one row, without the batch axis: `[28, 28, 1]`. */
  readonly inputShape: Shape
  /** Numbers in a code. */
  readonly latentDim: number
  /** Weight of the discrepancy between codes and N(0, I). ≥ 0. Default 100. */
  readonly mmdWeight?: number
  /** How alike two codes count as. Default `imq`. */
  readonly kernel?: MmdKernel
  /** `[…inputShape]` → `[latentDim]`. Default `mlp({ hiddenUnits: [512, 256] })`. */
  readonly encoder?: NetworkLike
  /** `[latentDim]` → `[…inputShape]`, without output function. Default `mlp({ hiddenUnits: [256, 512] })`. */
  readonly decoder?: NetworkLike
  /** Where initial weights come from. Default 0. */
  readonly seed?: number
}

/** {@link WAEConfig} with every default filled in; networks are in the model. */
export type ResolvedWAEConfig = Required<Omit<WAEConfig, 'encoder' | 'decoder'>>

/**
 * Fills in and checks a configuration.
 *
 * @throws AeError `config`
 */
export function resolveWAEConfig(config: WAEConfig): ResolvedWAEConfig {
  const subject = 'WAE'
  requireKnownOptions(subject, config, [
    'inputShape',
    'latentDim',
    'mmdWeight',
    'kernel',
    'encoder',
    'decoder',
    'reconstruction',
    'output',
    'seed',
  ])
  return Object.freeze({
    inputShape: requireShape(subject, 'inputShape', config.inputShape),
    latentDim: requirePositiveInteger(subject, 'latentDim', config.latentDim),
    mmdWeight: requireNumber(subject, 'mmdWeight', config.mmdWeight ?? 100, { min: 0 }),
    kernel: requireChoice(subject, 'kernel', config.kernel ?? 'imq', ['imq', 'rbf']),
    ...resolveReconstruction(subject, config),
    seed: requireNumber(subject, 'seed', config.seed ?? 0),
  })
}
