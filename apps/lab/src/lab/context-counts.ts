import type { Rng } from '@ae/core'
import { codeUsage } from '@ae/vq'

/** Maps of codes as plain integers. */
export interface CodeMaps {
  /** One list a map, row by row. */
  readonly rows: readonly Int32Array[]
  /** Codes in a row of a map. */
  readonly width: number
  /** Values that a code takes. */
  readonly codebookSize: number
}

/** How often each code is given. */
export function codeCounts({ rows, codebookSize }: CodeMaps): Float64Array {
  const counts = new Float64Array(codebookSize)
  for (const row of rows) {
    for (const code of row) counts[code] = (counts[code] ?? 0) + 1
  }
  return counts
}

/** Entropy of single codes, in nats: what a code takes if nothing is known of those round it. */
export function unigramEntropy(maps: CodeMaps): number {
  return Math.log(codeUsage(codeCounts(maps)).perplexity)
}

/** Maps whose codes are drawn one by one, each as often as in given maps: what no prior has looked at. */
export function drawUnigrams(maps: CodeMaps, count: number, rng: Rng): readonly Int32Array[] {
  const codes = maps.rows.flatMap((row) => Array.from(row))
  const places = maps.rows[0]?.length ?? 0
  return Array.from({ length: count }, () =>
    Int32Array.from({ length: places }, () => codes[rng.integer(codes.length)] ?? 0),
  )
}

/**
 * What a code of new maps takes, in nats, by counting: `p(code | left, above, place)` as often as it was so in the maps that
 * were counted, with `smoothing` added to each count. Beside the map there is one more code, at no cost.
 */
export function contextCountNll(counted: CodeMaps, fresh: CodeMaps, smoothing: number): number {
  const { codebookSize } = counted
  const counts = new Map<number, Float64Array>()
  for (const row of counted.rows) {
    row.forEach((code, place) => {
      const context = contextOf(counted, row, place)
      const known = counts.get(context) ?? new Float64Array(codebookSize)
      known[code] = (known[code] ?? 0) + 1
      counts.set(context, known)
    })
  }
  const totals = new Map(
    Array.from(counts, ([context, known]) => [context, known.reduce((sum, count) => sum + count, 0)]),
  )
  let nats = 0
  let codes = 0
  for (const row of fresh.rows) {
    row.forEach((code, place) => {
      const context = contextOf(fresh, row, place)
      const count = counts.get(context)?.[code] ?? 0
      nats -= Math.log((count + smoothing) / ((totals.get(context) ?? 0) + smoothing * codebookSize))
      codes++
    })
  }
  return nats / codes
}

/** A number for the place and the codes to its left and above it. */
function contextOf({ width, codebookSize }: CodeMaps, row: Int32Array, place: number): number {
  const outside = codebookSize
  const left = place % width === 0 ? outside : (row[place - 1] ?? outside)
  const above = place < width ? outside : (row[place - width] ?? outside)
  return (place * (outside + 1) + left) * (outside + 1) + above
}
