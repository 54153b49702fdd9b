import { requireChoice, requireKnownOptions, requireNumber, requirePositiveInteger } from '@ae/core'
import { type Annealed, resolveAnnealed } from '../../anneal'

/** Configuration of a {@link GumbelQuantizer}. */
export interface GumbelQuantizerConfig {
  /** K: the number of classes, and of numbers in a vector. */
  readonly classes: number
  /**
   * What a decoder sees in training: `straightThrough`, one class as it will be later, with the gradient of the mixture;
   * or `soft`, the mixture itself. Default `straightThrough`.
   */
  readonly relaxation?: 'straightThrough' | 'soft'
  /** τ of the mixture. A number, or from one to another in the course of a training. Default from 1 to .5. */
  readonly temperature?: Annealed
  /** What it costs not to use all classes alike: weight of KL(mean π ‖ uniform), in nats. ≥ 0. Default 1. */
  readonly balanceWeight?: number
}

/** {@link GumbelQuantizerConfig} with every default filled in. */
export type ResolvedGumbelQuantizerConfig = Required<GumbelQuantizerConfig>

/** The options of {@link GumbelQuantizerConfig}. */
export const GUMBEL_OPTIONS = ['classes', 'relaxation', 'temperature', 'balanceWeight'] as const

/**
 * Fills in and checks a configuration.
 *
 * @param subject whose it is, for error messages
 * @throws AeError `config`
 */
export function resolveGumbelQuantizerConfig(
  config: GumbelQuantizerConfig,
  subject = 'GumbelQuantizer',
): ResolvedGumbelQuantizerConfig {
  requireKnownOptions(subject, config, GUMBEL_OPTIONS)
  const ways = ['straightThrough', 'soft'] as const
  return Object.freeze({
    classes: requirePositiveInteger(subject, 'classes', config.classes),
    relaxation: requireChoice(subject, 'relaxation', config.relaxation ?? 'straightThrough', ways),
    temperature: resolveAnnealed(subject, 'temperature', config.temperature ?? { from: 1, to: 0.5 }),
    balanceWeight: requireNumber(subject, 'balanceWeight', config.balanceWeight ?? 1, { min: 0 }),
  })
}
