import { requireKnownOptions, requireNumber, requirePositiveInteger } from '../../errors/require'
import type { Shape } from '../../interfaces/shape'
import { type Corruption, resolveCorruption } from '../denoising-autoencoder/corruption'
import { requireUnits } from '../greedy-layers'
import { requireShape } from '../live'
import { type OutputRange, type Reconstruction, resolveReconstruction } from '../reconstruction'

/** Configuration of a {@link StackedDenoisingAutoencoder}. */
export interface StackedDenoisingConfig {
  /** What the first layer minimises; the others, whose inputs are in [0, 1], `bernoulli`. Default `bernoulli`, or `sse` where data are unbounded. */
  readonly reconstruction?: Reconstruction
  /** Where data lie. Default `unit`. */
  readonly output?: OutputRange
  /** Shape of one row, without the batch axis: `[28, 28, 1]`. */
  readonly inputShape: Shape
  /** Sigmoid units of each layer, from the data up; the last is the code. */
  readonly units: readonly number[]
  /** How each layer's inputs are made noisy. Default `{ kind: 'masking', probability: 0.25 }`. */
  readonly corruption?: Corruption
  /** Passes over the data for each layer. Default 15. */
  readonly epochsPerLayer?: number
  /** Where initial weights come from. Default 0. */
  readonly seed?: number
}

/** {@link StackedDenoisingConfig} with every default filled in. */
export type ResolvedStackedDenoisingConfig = Required<StackedDenoisingConfig>

/** Among the best of Vincent et al. 2010, table 3, for most of their data sets. */
const DEFAULT_CORRUPTION: Corruption = { kind: 'masking', probability: 0.25 }

/**
 * Fills in and checks a configuration.
 *
 * @throws AeError `config`
 */
export function resolveStackedDenoisingConfig(
  config: StackedDenoisingConfig,
): ResolvedStackedDenoisingConfig {
  const subject = 'StackedDenoisingAutoencoder'
  requireKnownOptions(subject, config, [
    'inputShape',
    'units',
    'corruption',
    'reconstruction',
    'output',
    'epochsPerLayer',
    'seed',
  ])
  const { output = 'unit', reconstruction = output === 'unit' ? 'bernoulli' : 'sse' } = config
  return Object.freeze({
    inputShape: requireShape(subject, 'inputShape', config.inputShape),
    units: requireUnits(subject, config.units),
    corruption: resolveCorruption(subject, config.corruption ?? DEFAULT_CORRUPTION),
    ...resolveReconstruction(subject, { reconstruction, output }),
    epochsPerLayer: requirePositiveInteger(subject, 'epochsPerLayer', config.epochsPerLayer ?? 15),
    seed: requireNumber(subject, 'seed', config.seed ?? 0),
  })
}
