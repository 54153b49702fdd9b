import type { Rng } from '../interfaces/rng'

/**
 * Rows that lie apart: the first at random, each further one the likelier the further (squared) it is from those chosen.
 *
 * @param count at most as many as there are rows
 * @see Arthur & Vassilvitskii 2007, k-means++: The Advantages of Careful Seeding
 */
export function farApart(rows: readonly Float64Array[], count: number, rng: Rng): readonly Float64Array[] {
  const first = rows[rng.integer(rows.length)]
  if (first === undefined) return []
  const chosen = [first]
  const nearest = Float64Array.from(rows, (row) => squaredDistance(row, first))
  while (chosen.length < count) {
    const total = nearest.reduce((sum, distance) => sum + distance, 0)
    let left = (rng.uniformArray(1)[0] ?? 0) * total
    // All rows equal: any will do.
    let pick = total === 0 ? rng.integer(rows.length) : 0
    if (total > 0) while (pick < rows.length - 1 && left >= (nearest[pick] ?? 0)) left -= nearest[pick++] ?? 0
    const next = rows[pick] ?? first
    chosen.push(next)
    rows.forEach((row, i) => {
      nearest[i] = Math.min(nearest[i] ?? 0, squaredDistance(row, next))
    })
  }
  return chosen
}

function squaredDistance(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2
  return sum
}
