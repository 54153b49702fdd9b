import { AeError, show } from '@ae/core'
import { type CodeTable, PRECISION, WHOLE } from './code-table'

/** Leading bits of a place that the finder looks up; the rest is a short walk. */
export const FINDER_BITS = 12

/** A decoder looks up 16 kB for each. */
const MOST_TABLES = 4096

/** Tables laid end to end, the escape of each behind its shares, and a coin at the very end. */
export interface Tables {
  /** Where each begins, and the end: in shares and starts. The last is the coin. */
  readonly begins: Int32Array
  /** First value of each. */
  readonly lowest: Int32Array
  /** Shares of all. */
  readonly shares: Int32Array
  /** Shares before each, within its table. */
  readonly starts: Int32Array
}

/**
 * Lays tables end to end.
 *
 * @throws AeError `config` if there are none or more than 4,096, or one has shares below 0 or does not sum to 65,536
 */
export function layTables(subject: string, tables: readonly CodeTable[]): Tables {
  if (tables.length === 0) throw new AeError('config', `${subject}: expected a table. Received: none.`)
  if (tables.length > MOST_TABLES) {
    throw new AeError(
      'config',
      `${subject}: expected at most ${MOST_TABLES} tables. Received: ${tables.length}.`,
    )
  }
  const rows = [...tables.map(({ shares, escape }) => [...shares, escape]), [WHOLE / 2, WHOLE / 2]]
  const begins = new Int32Array(rows.length + 1)
  for (const [t, row] of rows.entries()) begins[t + 1] = (begins[t] ?? 0) + row.length
  const shares = Int32Array.from(rows.flat())
  const starts = new Int32Array(shares.length)
  for (const [t, row] of rows.entries()) {
    let sum = 0
    for (const [i, share] of row.entries()) {
      // A table may come from a file; a coder would turn round for ever on a share below 0.
      if (!Number.isInteger(share) || share < 0) throw badTable(subject, t, `a share of ${show(share)}`)
      starts[(begins[t] ?? 0) + i] = sum
      sum += share
    }
    if (sum !== WHOLE) throw badTable(subject, t, `a sum of ${sum}`)
  }
  return { begins, lowest: Int32Array.from(tables, ({ lowest }) => lowest), shares, starts }
}

function badTable(subject: string, t: number, received: string): AeError {
  return new AeError(
    'config',
    `${subject}: expected whole shares from 0 on that sum to ${WHOLE}. Received: ${received} in table ${t}.`,
    { hint: 'codeTable() makes one from counts.' },
  )
}

/** For each table and each leading part of a place, the first share that reaches into it. */
export function layFinder({ begins, starts, shares }: Tables): Int32Array {
  const parts = 1 << FINDER_BITS
  const finder = new Int32Array((begins.length - 1) * parts)
  for (let t = 0; t + 1 < begins.length; t++) {
    let at = begins[t] ?? 0
    for (let part = 0; part < parts; part++) {
      const place = part << (PRECISION - FINDER_BITS)
      while ((starts[at] ?? 0) + (shares[at] ?? 0) <= place) at++
      finder[t * parts + part] = at
    }
  }
  return finder
}
