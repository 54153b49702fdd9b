import type { EncodedRows } from '../table/rows'

/** The mean of rows, [width]: what a number is replaced from to see what it does. */
export function meanRow({ values, count, width }: EncodedRows): Float32Array {
  const sums = new Float64Array(width)
  values.forEach((value, i) => {
    sums[i % width] = (sums[i % width] ?? 0) + value
  })
  return Float32Array.from(sums, (sum) => sum / count)
}
