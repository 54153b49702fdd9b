import { AeError } from '@ae/core'
import { SymbolReader } from '../coder/symbol-reader'
import { SIGNAL_BITS } from '../transform/synthesis'
import type { Segment } from './container'
import { Contexts, type Layout } from './contexts'
import { GAIN_BITS, type ImageCodec } from './image-codec'
import { predictFirst } from './predict-first'
import { STEP_BITS, stepOf } from './steps'
import { walkRow } from './walk'

const SUBJECT = 'decompress'
/** Whole numbers of a step that a coefficient has at most. */
export const MOST_LEVEL = 32_767
/** Bits behind the point of a level: `shrink` is in 32nds. */
const LEVEL_BITS = 5
/** Bits by which level · gain · step is too long. */
const SHIFT: number = LEVEL_BITS + GAIN_BITS + STEP_BITS - SIGNAL_BITS

/** What a segment is read with. */
export interface Decoding {
  readonly codec: ImageCodec
  readonly layout: Layout
  /** Which step of rounding. */
  readonly step: number
}

/**
 * Reads a segment, a row of blocks at a time.
 *
 * @returns `[planes]`, each `[N·N, columns]`: coefficients in eighths of a grey value, borrowed until the next row
 * @throws AeError `data` if it is damaged
 */
export function* decodeSegment(
  { tops, bytes }: Segment,
  rows: number,
  { codec, layout, step }: Decoding,
): Generator<readonly Int16Array[], void, undefined> {
  const { block, planes, columns } = layout
  const [model, channels] = [codec.parts.entropy, block * block]
  const reader = new SymbolReader(SUBJECT, bytes, codec.laid)
  const contexts = new Contexts(layout)
  const scales = Float64Array.from(codec.parts.gains, (gain) => gain * stepOf(step))
  const row = Array.from({ length: planes }, () => new Int16Array(channels * columns))
  const tableOf = new Uint16Array(block * columns)
  const symbols = new Int32Array(block * columns)
  let firsts: Int32Array[] = Array.from({ length: planes }, () => new Int32Array(0))
  for (let r = 0; r < rows; r++) {
    contexts.nextRow()
    const left = Array.from({ length: planes }, () => new Int32Array(columns))
    for (const plane of row) plane.fill(0)
    walkRow(layout, tops, (plane, group, phase) => {
      let count = 0
      for (const channel of group)
        count = contexts.tables(model, { plane, channel, phase, step }, tableOf, count)
      const [tables, values] = [tableOf.subarray(0, count), symbols.subarray(0, count)]
      reader.read(tables, values)
      let next = 0
      const out = row[plane] as Int16Array
      for (const channel of group) {
        const scale = scales[plane * channels + channel] as number
        for (let j = phase; j < columns; j += 2, next++) {
          const symbol = values[next] as number
          if (symbol === 0) continue
          if (symbol > MOST_LEVEL || symbol < -MOST_LEVEL) throw tooLarge(symbol)
          contexts.note(plane, channel, j, symbol)
          if (channel === 0) (left[plane] as Int32Array)[j] = symbol
          else
            out[channel * columns + j] = scaled(levelOf(symbol, model.shrink, tables[next] as number), scale)
        }
      }
    })
    firsts = left.map((symbolsLeft, plane) => {
      const values = firstsOf(symbolsLeft, firsts[plane] as Int32Array)
      const out = row[plane] as Int16Array
      for (let j = 0; j < columns; j++)
        out[j] = scaled((values[j] as number) * (1 << LEVEL_BITS), scales[plane * channels] as number)
      return values
    })
    yield row
  }
  reader.end()
}

/** A magnitude is nearer to 0 than the middle of what was rounded to it. */
function levelOf(symbol: number, shrink: Int8Array, table: number): number {
  if (symbol > 0) return symbol * 32 - (shrink[2 * table + (symbol === 1 ? 0 : 1)] as number)
  return symbol * 32 + (shrink[2 * table + (symbol === -1 ? 0 : 1)] as number)
}

/** Exact: 20 bits times 24 are fewer than the 53 that a double has. */
function scaled(level: number, scale: number): number {
  const value = Math.floor((level * scale) / 2 ** SHIFT + 0.5)
  return value > 32_767 ? 32_767 : value < -32_768 ? -32_768 : value
}

/** First coefficients from what prediction left of them. */
function firstsOf(left: Int32Array, above: Int32Array): Int32Array {
  const values = new Int32Array(left.length)
  for (let j = 0; j < left.length; j++) {
    const value = predictFirst(values, above, j) + (left[j] as number)
    if (value > MOST_LEVEL || value < -MOST_LEVEL) throw tooLarge(value)
    values[j] = value
  }
  return values
}

function tooLarge(value: number): AeError {
  return new AeError('data', `${SUBJECT}: expected coefficients up to ±${MOST_LEVEL}. Received: ${value}.`, {
    hint: 'the file is damaged.',
  })
}
