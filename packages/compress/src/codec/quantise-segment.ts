import type { CodeTable } from '../coder/code-table'
import { Contexts, type Layout } from './contexts'
import { MOST_LEVEL } from './decode-segment'
import type { EntropyModel } from './entropy-model'
import { predictFirst } from './predict-first'
import { walkRow } from './walk'

/** Whole numbers for the coefficients of some rows of blocks, and the tables they are coded with. */
export interface Quantised {
  readonly layout: Layout
  readonly rows: number
  /** For each plane, the highest u + v at which anything is not 0; -1 where all is. */
  readonly tops: Int32Array
  /** `[rows, planes, N·N, columns]`; of the first coefficient what prediction leaves. */
  readonly symbols: Int32Array
  /** As many. */
  readonly tableOf: Uint8Array
}

/** How coefficients are rounded. */
export interface Rounding {
  readonly model: EntropyModel
  /** Which step. */
  readonly step: number
  /** `[planes · N·N]`: the step of each, in grey values. */
  readonly steps: Float64Array
  /** `[planes · N·N]`: squared gain, what an error of a step weighs. */
  readonly weights: Float64Array
  /** Squared steps that a bit is worth; 0 rounds to the nearest. */
  readonly bitWorth: number
}

/**
 * Rounds coefficients, each to what costs least: error and bits together.
 *
 * @param coefficients `[rows][planes]`, each `[N·N, columns]`
 */
export function quantiseSegment(
  coefficients: readonly (readonly Float32Array[])[],
  layout: Layout,
  rounding: Rounding,
): Quantised {
  const { block, planes, columns } = layout
  const channels = block * block
  const size = channels * columns
  const symbols = new Int32Array(coefficients.length * planes * size)
  const tableOf = new Uint8Array(symbols.length)
  const contexts = new Contexts(layout)
  const costs = costsOf(rounding.model)
  const tops = new Int32Array(planes).fill(-1)
  const all = tops.map(() => 2 * block - 2)
  const line = new Uint8Array(columns)
  let firsts: Int32Array[] = Array.from({ length: planes }, () => new Int32Array(0))
  for (const [r, row] of coefficients.entries()) {
    contexts.nextRow()
    const base = r * planes * size
    firsts = firsts.map((above, plane) => {
      const values = row[plane] as Float32Array
      const found = new Int32Array(columns)
      for (let j = 0; j < columns; j++) {
        const value = Math.round((values[j] as number) / (rounding.steps[plane * channels] as number))
        const predicted = predictFirst(found, above, j)
        const left = within(within(value) - predicted)
        found[j] = predicted + left
        symbols[base + plane * size + j] = left
      }
      return found
    })
    walkRow(layout, all, (plane, group, phase) => {
      for (const channel of group) {
        contexts.tables(rounding.model, { plane, channel, phase, step: rounding.step }, line, 0)
        const index = plane * channels + channel
        const [step, weight] = [rounding.steps[index] as number, rounding.weights[index] as number]
        const values = row[plane] as Float32Array
        const at = base + plane * size + channel * columns
        for (let j = phase, k = 0; j < columns; j += 2, k++) {
          const table = line[k] as number
          tableOf[at + j] = table
          const value = (values[channel * columns + j] as number) / step
          // Nearly all are 0.
          if (channel > 0 && (value >= 0.5 || value <= -0.5)) {
            const worth = { cost: costs[table] as Cost, weight, bitWorth: rounding.bitWorth }
            symbols[at + j] = rounded(value, worth)
          }
          const symbol = symbols[at + j] as number
          if (symbol === 0) continue
          contexts.note(plane, channel, j, symbol)
          const d = Math.floor(channel / block) + (channel % block)
          if (d > (tops[plane] as number)) tops[plane] = d
        }
      }
    })
  }
  return { layout, rows: coefficients.length, tops, symbols, tableOf }
}

/** The nearest that a file can hold. */
function within(level: number): number {
  return Math.max(-MOST_LEVEL, Math.min(MOST_LEVEL, level))
}

interface Cost {
  /** Bits of magnitude 0, 1, …, with a sign; those not listed cost as the last. */
  readonly bits: Float64Array
  /** How much nearer to 0 magnitudes of 1, and larger ones, are. */
  readonly shrink: readonly [number, number]
}

interface Worth {
  readonly cost: Cost
  readonly weight: number
  readonly bitWorth: number
}

function rounded(value: number, { cost, weight, bitWorth }: Worth): number {
  const size = Math.abs(value)
  const near = Math.min(MOST_LEVEL, Math.floor(size + 0.5))
  if (near === 0) return 0
  const { bits, shrink } = cost
  const last = bits.length - 1
  let [best, least] = [0, Number.POSITIVE_INFINITY]
  for (let q = near; q >= 0 && q >= near - 1; q--) {
    const error = size - (q === 0 ? 0 : q - (q === 1 ? shrink[0] : shrink[1]))
    const price = weight * error * error + bitWorth * (bits[q < last ? q : last] as number)
    if (price < least) [best, least] = [q, price]
  }
  return value < 0 ? -best : best
}

function costsOf({ tables, shrink }: EntropyModel): readonly Cost[] {
  return tables.map((table, t) => ({
    bits: bitsOf(table),
    shrink: [(shrink[2 * t] ?? 0) / 32, (shrink[2 * t + 1] ?? 0) / 32],
  }))
}

function bitsOf({ lowest, shares, escape }: CodeTable): Float64Array {
  const reach = Math.max(0, -lowest)
  return Float64Array.from({ length: reach + 2 }, (_, q) => {
    const share = q > reach ? escape / 64 : (shares[q - lowest] ?? 0)
    return 16 - Math.log2(Math.max(share, 1 / 64))
  })
}

/** What the coder is given: in the order of the file, without coefficients that are 0 everywhere. */
export function symbolsOf({ layout, rows, tops, symbols, tableOf }: Quantised): {
  readonly symbols: Int32Array
  readonly tableOf: Uint8Array
} {
  const { block, planes, columns } = layout
  const [ordered, tables] = [new Int32Array(symbols.length), new Uint8Array(symbols.length)]
  let next = 0
  for (let r = 0; r < rows; r++) {
    walkRow(layout, tops, (plane, group, phase) => {
      for (const channel of group) {
        const at = ((r * planes + plane) * block * block + channel) * columns
        for (let j = phase; j < columns; j += 2, next++) {
          ordered[next] = symbols[at + j] as number
          tables[next] = tableOf[at + j] as number
        }
      }
    })
  }
  return { symbols: ordered.subarray(0, next), tableOf: tables.subarray(0, next) }
}
