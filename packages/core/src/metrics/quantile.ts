/**
 * Quantile of sorted numbers, interpolated between neighbours (R's type 7, NumPy's default).
 *
 * @param sorted   ascending, at least one
 * @param fraction in [0, 1]
 */
export function quantile(sorted: ArrayLike<number>, fraction: number): number {
  const position = fraction * (sorted.length - 1)
  const below = Math.floor(position)
  const low = sorted[below] ?? Number.NaN
  const high = sorted[below + 1] ?? low
  return low + (position - below) * (high - low)
}
