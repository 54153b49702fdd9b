import { requireChoice, requireKnownOptions, requireNumber, requirePositiveInteger } from '@ae/core'
import { type Annealed, resolveAnnealed } from '../../anneal'

/** Configuration of a {@link BinaryQuantizer}. */
export interface BinaryQuantizerConfig {
  /** D: bits in a code, and numbers in a vector. */
  readonly codeDim: number
  /**
   * How bits are set in training: `deterministic` where p > ½, `stochastic` with probability p. Outside of training always
   * the former. Default `deterministic`.
   */
  readonly sampling?: 'deterministic' | 'stochastic'
  /** s: how steep σ(s·z) is. A number, or from one to another in the course of a training. Default 1. */
  readonly slope?: Annealed
  /** What it costs a bit not to be set as often as not: weight of mean (mean p − ½)². ≥ 0. Default 0. */
  readonly balanceWeight?: number
}

/** {@link BinaryQuantizerConfig} with every default filled in. */
export type ResolvedBinaryQuantizerConfig = Required<BinaryQuantizerConfig>

/**
 * Fills in and checks a configuration.
 *
 * @throws AeError `config`
 */
export function resolveBinaryQuantizerConfig(config: BinaryQuantizerConfig): ResolvedBinaryQuantizerConfig {
  const subject = 'BinaryQuantizer'
  requireKnownOptions(subject, config, ['codeDim', 'sampling', 'slope', 'balanceWeight'])
  const ways = ['deterministic', 'stochastic'] as const
  return Object.freeze({
    codeDim: requirePositiveInteger(subject, 'codeDim', config.codeDim),
    sampling: requireChoice(subject, 'sampling', config.sampling ?? 'deterministic', ways),
    slope: resolveAnnealed(subject, 'slope', config.slope ?? 1),
    balanceWeight: requireNumber(subject, 'balanceWeight', config.balanceWeight ?? 0, { min: 0 }),
  })
}
