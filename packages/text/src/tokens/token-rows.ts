import { AeError, requireKnownOptions, requirePositiveInteger, show } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { SPECIAL_TOKENS } from './vocabulary'

/** Options of {@link tokenRows}. */
export interface TokenRowsOptions {
  /** Columns; longer rows are cut at their ends. Default: as many as the longest row needs. */
  readonly length?: number
  /** Whether `SPECIAL_TOKENS.start` comes first. Default false. */
  readonly start?: boolean
  /** Whether `SPECIAL_TOKENS.end` comes last, also of a row that was cut. Default false. */
  readonly end?: boolean
}

/**
 * Sentences as one batch: rows of numbers, filled up with `SPECIAL_TOKENS.padding`.
 *
 * @returns int32 [B, T], the caller's
 * @throws AeError `config` on a bad option, `data` for a number that is not a whole one of at least 0
 */
export function tokenRows(
  sentences: readonly ArrayLike<number>[],
  options: TokenRowsOptions = {},
): tf.Tensor2D {
  requireKnownOptions('tokenRows', options, ['length', 'start', 'end'])
  const { start = false, end = false } = options
  const extra = Number(start) + Number(end)
  const longest = sentences.reduce((most, sentence) => Math.max(most, sentence.length), 0) + extra
  const length = requirePositiveInteger('tokenRows', 'length', options.length ?? Math.max(1, longest))
  const rows = new Int32Array(sentences.length * length).fill(SPECIAL_TOKENS.padding)
  for (const [row, sentence] of sentences.entries()) {
    const kept = Math.max(0, Math.min(sentence.length, length - extra))
    const numbers = [
      ...(start ? [SPECIAL_TOKENS.start] : []),
      ...Array.from(sentence).slice(0, kept).map(requireToken),
      ...(end ? [SPECIAL_TOKENS.end] : []),
    ]
    rows.set(numbers.slice(0, length), row * length)
  }
  return tf.tensor2d(rows, [sentences.length, length], 'int32')
}

function requireToken(number: number): number {
  if (Number.isSafeInteger(number) && number >= 0 && number < 2 ** 31) return number
  throw new AeError('data', `tokenRows: expected numbers of tokens, 0 and above. Received: ${show(number)}.`)
}
