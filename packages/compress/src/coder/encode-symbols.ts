import { AeError, show } from '@ae/core'
import type { CodeTable } from './code-table'
import { LANES, LEAST, STATE_BYTES, type Stream } from './coder'
import { coinsOf } from './coins'
import { fastestCoder } from './fastest-coder'
import { layTables, type Tables } from './tables'

const SUBJECT = 'encodeSymbols'
/** Bytes that an event makes at most: those of the smallest share. */
const MOST_BYTES = 2

/**
 * Integers as bytes, as few as their tables promise: a range coder of the asymmetric kind (rANS).
 *
 * Two coders of 31 bits take turns and share the bytes. What comes out is decoded exactly by {@link decodeSymbols} with the
 * same tables, on any machine. Its length is the sum of `-log2(share / 65536)` bits, and 8 bytes at most.
 *
 * *Throws*: AeError `config` if there is no table or one does not sum to 65,536; `data` if a symbol is no 32-bit
 * integer, or its table has no share for it; `shape` if `tableOf` is not as long as `symbols`, or names a table that is
 * not there.
 *
 * @param symbols in the order in which they are decoded
 * @param tables  one or more
 * @param tableOf the number of each symbol's table; not needed where there is one for all
 * @see Duda 2013, Asymmetric numeral systems, arXiv:1311.2540; Giesen 2014, Interleaved entropy coders, arXiv:1402.3392
 * @example
 * const bytes = encodeSymbols([0, 1, 0, -1], [codeTable([1, 2, 1], { lowest: -1 })])
 */
export function encodeSymbols(
  symbols: ArrayLike<number>,
  tables: readonly CodeTable[],
  tableOf?: ArrayLike<number>,
): Uint8Array {
  if (tableOf !== undefined && tableOf.length !== symbols.length) {
    throw new AeError(
      'shape',
      `${SUBJECT}: expected the table of each of ${symbols.length} symbols. Received: ${tableOf.length}.`,
    )
  }
  const laid = layTables(SUBJECT, tables)
  const events = eventsOf(symbols, laid, tableOf)
  const bytes = new Uint8Array(events.length * MOST_BYTES + LANES * STATE_BYTES)
  const stream = { bytes, at: bytes.length, states: new Int32Array(LANES).fill(LEAST), turn: 0 }
  fastestCoder().encode(stream, events, laid)
  writeHead(stream)
  return bytes.slice(stream.at)
}

function writeHead(stream: Stream): void {
  stream.at -= LANES * STATE_BYTES
  const view = new DataView(stream.bytes.buffer, stream.at)
  for (const [lane, state] of stream.states.entries()) view.setInt32(lane * STATE_BYTES, state)
}

/** The share of each symbol; where it is an escape, the coins that write the symbol out follow. */
function eventsOf(
  symbols: ArrayLike<number>,
  laid: Tables,
  tableOf: ArrayLike<number> | undefined,
): Int32Array {
  const { begins, lowest, shares } = laid
  const tables = lowest.length
  const coin = begins[tables] ?? 0
  let events = new Int32Array(symbols.length)
  let count = 0
  for (let i = 0; i < symbols.length; i++) {
    const symbol = symbols[i] as number
    const t = tableOf === undefined ? 0 : (tableOf[i] as number)
    if (symbol !== (symbol | 0) || !(t >= 0 && t < tables && t === (t | 0)))
      throw foreign(symbol, i, t, tables)
    const begin = begins[t] as number
    const escape = (begins[t + 1] as number) - 1
    const index = begin + symbol - (lowest[t] as number)
    const event = index >= begin && index < escape ? index : escape
    if (shares[event] === 0) throw unexpected(symbol, i, t)
    events[count++] = event
    if (event !== escape) continue
    const coins = coinsOf(symbol)
    if (count + coins.length + symbols.length - i > events.length) events = grown(events, coins.length)
    for (const side of coins) events[count++] = coin + side
  }
  return events.subarray(0, count)
}

function grown(events: Int32Array, more: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * events.length + more)
  larger.set(events)
  return larger
}

function foreign(symbol: number, i: number, t: number, tables: number): AeError {
  if (symbol === (symbol | 0))
    return new AeError(
      'shape',
      `${SUBJECT}: expected tables below ${tables}. Received: ${show(t)} for symbol ${i}.`,
    )
  return new AeError(
    'data',
    `${SUBJECT}: expected integers of 32 bits. Received: ${show(symbol)} as symbol ${i}.`,
  )
}

function unexpected(symbol: number, i: number, t: number): AeError {
  return new AeError(
    'data',
    `${SUBJECT}: expected symbols that table ${t} has a share for. Received: ${symbol} as symbol ${i}.`,
    { hint: 'count it, or give the table an `escaped` above 0.' },
  )
}
