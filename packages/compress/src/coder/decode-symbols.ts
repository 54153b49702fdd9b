import { AeError, show } from '@ae/core'
import type { CodeTable } from './code-table'
import { SymbolReader } from './symbol-reader'
import { layFinder, layTables } from './tables'

const SUBJECT = 'decodeSymbols'

/** Options of {@link decodeSymbols}. */
export interface DecodeSymbolsOptions {
  /** How many symbols there are. */
  readonly count: number
  /** The number of each symbol's table; not needed where there is one for all. */
  readonly tableOf?: ArrayLike<number>
}

/**
 * The integers that {@link encodeSymbols} made into bytes.
 *
 * Bytes may come from anyone: whatever they are, time and memory are those of `count`, and a stream that does not end where
 * its coders began is refused. That finds most damage, not all: a check sum has to find the rest.
 *
 * *Throws*: AeError `data` if the stream is cut, has bytes left, or does not end as it must; `config` and `shape` as
 * {@link encodeSymbols}.
 *
 * @param bytes  borrowed
 * @param tables those of the encoder
 * @example
 * const table = codeTable([1, 2, 1], { lowest: -1 })
 * const symbols = decodeSymbols(encodeSymbols([0, 1, 0, -1], [table]), [table], { count: 4 })
 */
export function decodeSymbols(
  bytes: Uint8Array,
  tables: readonly CodeTable[],
  { count, tableOf }: DecodeSymbolsOptions,
): Int32Array {
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new AeError(
      'config',
      `${SUBJECT}: \`count\` must be an integer from 0 on. Received: ${show(count)}.`,
    )
  }
  const laid = layTables(SUBJECT, tables)
  const numbers = tableNumbers(count, tables.length, tableOf)
  const reader = new SymbolReader(SUBJECT, bytes, { tables: laid, finder: layFinder(laid) })
  const symbols = new Int32Array(count)
  reader.read(numbers, symbols)
  reader.end()
  return symbols
}

function tableNumbers(count: number, tables: number, tableOf: ArrayLike<number> | undefined): Uint16Array {
  const numbers = new Uint16Array(count)
  if (tableOf === undefined) return numbers
  if (tableOf.length !== count) {
    throw new AeError(
      'shape',
      `${SUBJECT}: expected the table of each of ${count} symbols. Received: ${tableOf.length}.`,
    )
  }
  for (let i = 0; i < count; i++) {
    const t = tableOf[i] as number
    if (!(t >= 0 && t < tables && t === (t | 0)))
      throw new AeError(
        'shape',
        `${SUBJECT}: expected tables below ${tables}. Received: ${show(t)} for symbol ${i}.`,
      )
    numbers[i] = t
  }
  return numbers
}
