import type { EncodedRows } from '../table/rows'

/** The sum of each row: of contributions [n, width], the scores [n]. */
export function rowSums(values: ArrayLike<number>, width: number): Float64Array {
  const sums = new Float64Array(values.length / width)
  for (let row = 0; row < sums.length; row++) {
    let sum = 0
    for (let k = 0; k < width; k++) sum += values[row * width + k] ?? Number.NaN
    sums[row] = sum
  }
  return sums
}

/** Rows that a backend looks at together: enough to be fast, few enough for its memory. */
const BLOCK = 2048

/** Puts what `f` makes of blocks of rows together: [n, per row]. */
export async function overBlocks(
  rows: EncodedRows,
  perRow: number,
  f: (block: EncodedRows, first: number) => Promise<ArrayLike<number>>,
): Promise<Float64Array> {
  const { values, count, width } = rows
  const result = new Float64Array(count * perRow)
  for (let first = 0; first < count; first += BLOCK) {
    const size = Math.min(BLOCK, count - first)
    const block = { values: values.subarray(first * width, (first + size) * width), count: size, width }
    result.set(await f(block, first), first * perRow)
  }
  return result
}
