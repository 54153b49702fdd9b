import { AeError } from '@ae/core'

/** Bits of precision: shares of a table sum to 2¹⁶. */
export const PRECISION = 16
/** What shares of a table sum to. */
export const WHOLE: number = 1 << PRECISION
/** Most values that a table may list. */
const MOST_VALUES = 1 << 14

/**
 * How often each value is expected, in whole 65,536ths: what both sides of a coder have to know. Integers, so that every machine
 * decodes the same.
 */
export interface CodeTable {
  /** The first value of the list. */
  readonly lowest: number
  /** Shares of `lowest`, `lowest + 1`, …; with `escape` they sum to 65,536. A value whose share is 0 cannot be coded. */
  readonly shares: Uint32Array
  /** Share of all values outside the list, which are then written out; 0 where there are none. */
  readonly escape: number
}

/** Options of {@link codeTable}. */
export interface CodeTableOptions {
  /** The value of the first count, an integer. Default 0. */
  readonly lowest?: number
  /** How often values outside the list were met; above 0, any 32-bit integer can be coded. Default 0. */
  readonly escaped?: number
}

/**
 * A table from counts, or from probabilities, of values that follow each other.
 *
 * What occurs at all gets a share of at least one, however rare; what does not gets none. Shares are rounded so that their
 * sum is whole, and the largest takes what is over.
 *
 * *Throws*: AeError `config` if there are no counts or more than 16,384, one is negative or no number, or all are 0.
 *
 * @example
 * const table = codeTable([70, 20, 10], { lowest: -1 }) // of -1, 0 and 1
 */
export function codeTable(counts: ArrayLike<number>, options: CodeTableOptions = {}): CodeTable {
  const { lowest = 0, escaped = 0 } = options
  const weights = [...Array.from(counts), escaped]
  const bad = weights.find((weight) => !(weight >= 0 && weight < Number.POSITIVE_INFINITY))
  if (bad !== undefined || counts.length === 0 || counts.length > MOST_VALUES) {
    throw new AeError(
      'config',
      `codeTable: expected 1 to ${MOST_VALUES} counts, finite and not negative. Received: ${bad ?? `${counts.length} counts`}.`,
    )
  }
  if (!Number.isInteger(lowest)) {
    throw new AeError('config', `codeTable: \`lowest\` must be an integer. Received: ${lowest}.`)
  }
  const sum = weights.reduce((total, weight) => total + weight, 0)
  if (sum === 0) throw new AeError('config', 'codeTable: expected a count above 0. Received: zeros.')
  const all = wholeShares(weights.map((weight) => weight / sum))
  return { lowest, shares: all.slice(0, -1), escape: all[counts.length] ?? 0 }
}

/** Sum to 65,536; at least 1 where there is any probability. */
function wholeShares(probabilities: readonly number[]): Uint32Array {
  const shares = Uint32Array.from(probabilities, (p) => (p === 0 ? 0 : Math.max(1, Math.round(p * WHOLE))))
  let over = shares.reduce((sum, share) => sum + share, 0) - WHOLE
  // Rounding is off by half a share for each value at most; a flat table may have to give from many.
  while (over !== 0) {
    const largest = shares.indexOf(Math.max(...shares))
    const share = shares[largest] ?? 0
    const given = over < 0 ? over : Math.min(over, Math.max(1, share >> 4))
    shares[largest] = share - given
    over -= given
  }
  return shares
}
