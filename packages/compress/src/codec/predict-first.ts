/**
 * What a block's first coefficient is expected to be, from those to the left, above, and above on the left.
 *
 * @param row   of this row, known up to `j`
 * @param above of the row above; empty if there is none
 */
export function predictFirst(row: Int32Array, above: Int32Array, j: number): number {
  const hasAbove = above.length > 0
  if (j === 0) return hasAbove ? (above[0] as number) : 0
  const left = row[j - 1] as number
  if (!hasAbove) return left
  return (3 * (left + (above[j] as number)) - 2 * (above[j - 1] as number) + 2) >> 2
}
