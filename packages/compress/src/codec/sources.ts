/** A magnitude that a feature sums over. */
export interface Source {
  /** Which feature, from 1 on. */
  readonly feature: number
  /** Whether it is in the row of blocks above. */
  readonly above: boolean
  /** Its plane. */
  readonly plane: number
  /** Its coefficient. */
  readonly channel: number
  /** Its block, to the right. */
  readonly dx: number
}

/**
 * The magnitudes that say how large coefficient (u, v) will be: those of the row above, in the same block those of lower
 * frequency, beside it too, and those of planes before it.
 *
 * Rows are read one after the other; in a row planes, in a plane frequencies u + v, and of these first even blocks, then odd
 * ones: the latter know both neighbours.
 */
export function sourcesOf(
  block: number,
  plane: number,
  u: number,
  v: number,
  phase: number,
): readonly Source[] {
  const sources: Source[] = []
  const add = (feature: number, du: number, dv: number, dx = 0, more: Partial<Source> = {}): void => {
    const [a, b] = [u + du, v + dv]
    if (a < 0 || b < 0 || a >= block || b >= block) return
    sources.push({ feature, above: false, plane, channel: a * block + b, dx, ...more })
  }
  const above = { above: true }
  add(1, 0, 0, 0, above)
  for (const dx of [-1, 1]) add(2, 0, 0, dx, above)
  for (const [du, dv] of [
    [-1, 0],
    [0, -1],
  ] as const) {
    add(3, du, dv)
    for (const dx of [-1, 1]) add(5, du, dv, dx)
    add(9, du, dv, 0, above)
    add(9, -du, -dv, 0, above)
  }
  for (const [du, dv] of [
    [-1, -1],
    [-2, 0],
    [0, -2],
  ] as const)
    add(4, du, dv)
  if (phase === 1) for (const dx of [-1, 1]) add(6, 0, 0, dx)
  if (plane > 0) add(7, 0, 0, 0, { plane: 0 })
  if (plane > 1) add(8, 0, 0, 0, { plane: 1 })
  return sources
}
