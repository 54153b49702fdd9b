import { AeError } from '../../errors/ae-error'
import {
  requireChoice,
  requireKnownOptions,
  requireNumber,
  requirePositiveInteger,
} from '../../errors/require'
import type { Shape } from '../../interfaces/shape'
import { requireUnits } from '../greedy-layers'
import { requireShape } from '../live'

/** Configuration of a {@link DeepBelief}. */
export interface DeepBeliefConfig {
  /** Shape of one row, without the batch axis: `[28, 28, 1]`. */
  readonly inputShape: Shape
  /** Hidden units of each machine, from the data up; the last is the code. */
  readonly units: readonly number[]
  /** `unit` for data in [0, 1]; `standardised` for columns of mean 0 and variance 1. Default `unit`. */
  readonly data?: 'unit' | 'standardised'
  /** `linear` for the code of an auto-encoder, `binary` for features in [0, 1]. Default `linear`. */
  readonly code?: 'linear' | 'binary'
  /** Passes over the data for each layer. Default 10. */
  readonly epochsPerLayer?: number
  /** Of binary layers; layers with Gaussian units take a hundredth. Default .1. */
  readonly learningRate?: number
  /** λ: pulls the weights, not the biases, towards 0. Default 2e-4. */
  readonly weightDecay?: number
  /** Where initial weights come from. Default 0. */
  readonly seed?: number
}

/** {@link DeepBeliefConfig} with every default filled in. */
export type ResolvedDeepBeliefConfig = Required<DeepBeliefConfig>

/**
 * Fills in and checks a configuration.
 *
 * @throws AeError `config`
 */
export function resolveDeepBeliefConfig(config: DeepBeliefConfig): ResolvedDeepBeliefConfig {
  const subject = 'DeepBelief'
  requireKnownOptions(subject, config, [
    'inputShape',
    'units',
    'data',
    'code',
    'epochsPerLayer',
    'learningRate',
    'weightDecay',
    'seed',
  ])
  const resolved = Object.freeze({
    inputShape: requireShape(subject, 'inputShape', config.inputShape),
    units: requireUnits(subject, config.units),
    data: requireChoice(subject, 'data', config.data ?? 'unit', ['unit', 'standardised']),
    code: requireChoice(subject, 'code', config.code ?? 'linear', ['linear', 'binary']),
    epochsPerLayer: requirePositiveInteger(subject, 'epochsPerLayer', config.epochsPerLayer ?? 10),
    learningRate: requireNumber(subject, 'learningRate', config.learningRate ?? 0.1, { min: 0 }),
    weightDecay: requireNumber(subject, 'weightDecay', config.weightDecay ?? 2e-4, { min: 0 }),
    seed: requireNumber(subject, 'seed', config.seed ?? 0),
  })
  const { data, code, units } = resolved
  if (units.length === 1 && data === 'standardised' && code === 'linear') {
    throw new AeError(
      'config',
      `${subject}: one layer must have binary units on one side. Received: standardised data and a linear code.`,
      { hint: "give two layers, or code: 'binary'; linear on both sides is PCA." },
    )
  }
  return resolved
}
