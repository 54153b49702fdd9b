import { AeError, requireKnownOptions, show } from '@ae/core'

/** Configuration of a {@link FiniteScalarQuantizer}. */
export interface FiniteScalarQuantizerConfig {
  /**
   * How many values each number of a vector can take, ≥ 2 each; a code is one of their product. The paper's choices:
   * `[8, 6, 5]` for about 2⁸ codes, `[8, 5, 5, 5]` for 2¹⁰, `[7, 5, 5, 5, 5]` for 2¹², `[8, 8, 8, 6, 5]` for 2¹⁴.
   */
  readonly levels: readonly number[]
}

/** {@link FiniteScalarQuantizerConfig}, checked. */
export type ResolvedFiniteScalarQuantizerConfig = FiniteScalarQuantizerConfig

/** Whole numbers up to here are exact in float32, as some backends keep them. */
const MOST_CODES = 2 ** 24

/**
 * Checks a configuration.
 *
 * @throws AeError `config`
 */
export function resolveFiniteScalarQuantizerConfig(
  config: FiniteScalarQuantizerConfig,
): ResolvedFiniteScalarQuantizerConfig {
  const subject = 'FiniteScalarQuantizer'
  requireKnownOptions(subject, config, ['levels'])
  const { levels } = config
  const valid =
    Array.isArray(levels) && levels.length > 0 && levels.every((n) => Number.isSafeInteger(n) && n > 1)
  if (!valid) {
    throw new AeError(
      'config',
      `${subject}: \`levels\` must be a list of integers of at least 2. Received: ${show(levels)}.`,
    )
  }
  const codes = levels.reduce((product, count) => product * count, 1)
  if (codes > MOST_CODES) {
    throw new AeError(
      'config',
      `${subject}: \`levels\` must make at most ${MOST_CODES} codes. Received: ${show(levels)}, ${codes} codes.`,
      { hint: 'a GroupedQuantizer or a ResidualQuantizer has several indices a vector.' },
    )
  }
  return Object.freeze({ levels: Object.freeze([...levels]) })
}
