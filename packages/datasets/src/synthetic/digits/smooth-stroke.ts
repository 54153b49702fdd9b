import type { GlyphPoint } from './parse-stroke'

/** Straight pieces between two neighbouring points of a stroke: finer than a pixel at 28 × 28. */
const PIECES = 6

/**
 * The pen's path through `points` as `x, y` pairs: a Catmull–Rom spline that breaks at corners.
 *
 * @see Catmull & Rom 1974, A Class of Local Interpolating Splines
 */
export function smoothStroke(points: readonly GlyphPoint[]): Float64Array {
  const path = new Float64Array(2 * (PIECES * (points.length - 1) + 1))
  let length = 0
  for (let i = 0; i + 1 < points.length; i++) {
    const from = points[i]
    const to = points[i + 1]
    if (from === undefined || to === undefined) break
    const before = (from.corner ? undefined : points[i - 1]) ?? from
    const after = (to.corner ? undefined : points[i + 2]) ?? to
    for (let piece = i === 0 ? 0 : 1; piece <= PIECES; piece++) {
      const t = piece / PIECES
      path[length++] = spline(before.x, from.x, to.x, after.x, t)
      path[length++] = spline(before.y, from.y, to.y, after.y, t)
    }
  }
  return path
}

function spline(a: number, b: number, c: number, d: number, t: number): number {
  return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))
}
