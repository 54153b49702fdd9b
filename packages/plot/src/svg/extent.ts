/** Lowest and highest of the finite numbers; `undefined` if there are none. */
export function extent(values: Iterable<number>): readonly [low: number, high: number] | undefined {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of values) {
    if (!Number.isFinite(value)) continue
    if (value < low) low = value
    if (value > high) high = value
  }
  return low <= high ? [low, high] : undefined
}

/** A range that is not a point: half a unit, or half the value, to both sides of a single number. */
export function widened([low, high]: readonly [number, number]): [number, number] {
  if (high > low) return [low, high]
  const half = low === 0 ? 0.5 : Math.abs(low) / 2
  return [low - half, high + half]
}
