import { AeError, requireKnownOptions, requireNumber, requirePositiveInteger } from '@ae/core'

/** Configuration of a {@link LookupFreeQuantizer}. */
export interface LookupFreeQuantizerConfig {
  /** D: bits in a code; there are 2^D codes. At most 24. */
  readonly codeDim: number
  /** τ of the probability that a bit is set, σ(4 z / τ), in the entropies. > 0. Default 1. */
  readonly temperature?: number
  /** Weight of both entropies. ≥ 0. Default .1. */
  readonly entropyWeight?: number
  /** How much more it counts that bits differ between vectors than that each is sure. ≥ 0. Default 1. */
  readonly diversity?: number
  /** β, what it costs a vector to be far from its code. ≥ 0. Default .25. */
  readonly commitmentWeight?: number
}

/** {@link LookupFreeQuantizerConfig} with every default filled in. */
export type ResolvedLookupFreeQuantizerConfig = Required<LookupFreeQuantizerConfig>

/** Whole numbers up to 2^24 are exact in float32, as some backends keep them. */
const MOST_BITS = 24

/**
 * Fills in and checks a configuration.
 *
 * @throws AeError `config`
 */
export function resolveLookupFreeQuantizerConfig(
  config: LookupFreeQuantizerConfig,
): ResolvedLookupFreeQuantizerConfig {
  const subject = 'LookupFreeQuantizer'
  requireKnownOptions(subject, config, [
    'codeDim',
    'temperature',
    'entropyWeight',
    'diversity',
    'commitmentWeight',
  ])
  const codeDim = requirePositiveInteger(subject, 'codeDim', config.codeDim)
  if (codeDim > MOST_BITS) {
    throw new AeError(
      'config',
      `${subject}: \`codeDim\` must be at most ${MOST_BITS} bits. Received: ${codeDim}.`,
      { hint: 'a BinaryQuantizer has an index for each bit; a GroupedQuantizer several indices a vector.' },
    )
  }
  return Object.freeze({
    codeDim,
    temperature: requireNumber(subject, 'temperature', config.temperature ?? 1, { above: 0 }),
    entropyWeight: requireNumber(subject, 'entropyWeight', config.entropyWeight ?? 0.1, { min: 0 }),
    diversity: requireNumber(subject, 'diversity', config.diversity ?? 1, { min: 0 }),
    commitmentWeight: requireNumber(subject, 'commitmentWeight', config.commitmentWeight ?? 0.25, { min: 0 }),
  })
}
