import type { EncodedRows } from '../table/rows'
import type { RowScorer } from './row-scorer'

/** Changed rows that are scored together, about. */
const TOGETHER = 4096

/**
 * What each score loses when a number is put in place of a typical one, or nothing: contributions [count, width] of any scorer, for
 * `width` scores a row.
 *
 * @param typical [width], as a rule the mean of normal rows
 * @see Zeiler & Fergus 2014, Visualizing and Understanding Convolutional Networks, ECCV, for the principle
 */
export async function occluded(
  score: RowScorer['score'],
  { values, count, width }: EncodedRows,
  typical: Float32Array,
): Promise<Float64Array> {
  const scores = await score({ values, count, width })
  const result = new Float64Array(count * width)
  const rows = Math.max(1, Math.floor(TOGETHER / width))
  for (let first = 0; first < count; first += rows) {
    const size = Math.min(rows, count - first)
    const changed = new Float32Array(size * width * width)
    for (let row = 0; row < size; row++) {
      const own = values.subarray((first + row) * width, (first + row + 1) * width)
      for (let k = 0; k < width; k++) {
        const at = (row * width + k) * width
        changed.set(own, at)
        changed[at + k] = typical[k] ?? 0
      }
    }
    const without = await score({ values: changed, count: size * width, width })
    without.forEach((each, i) => {
      const at = first * width + i
      result[at] = Math.max(0, (scores[Math.floor(at / width)] ?? 0) - each)
    })
  }
  return result
}
