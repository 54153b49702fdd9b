import type { Draws } from '../draws'

/** Knots a side: waves about half a digit long, which bend it without tearing it. */
const KNOTS = 5

/** A smooth random displacement of the unit square. */
export interface ElasticField {
  /** Displacement to the right at (x, y). */
  dx(x: number, y: number): number
  /** Displacement downwards at (x, y). */
  dy(x: number, y: number): number
}

/**
 * Random displacements on a grid, joined by cubic B-splines.
 *
 * Moving the strokes rather than the pixels keeps lines sharp and costs a hundred points an image.
 *
 * @param strength standard deviation of a knot, in units of the square's side
 * @see Simard, Steinkraus & Platt 2003, Best Practices for Convolutional Neural Networks
 */
export function elasticField(draws: Draws, strength: number): ElasticField {
  const xs = Float64Array.from({ length: KNOTS * KNOTS }, () => draws.normal(strength))
  const ys = Float64Array.from({ length: KNOTS * KNOTS }, () => draws.normal(strength))
  return { dx: (x, y) => bend(xs, x, y), dy: (x, y) => bend(ys, x, y) }
}

function bend(knots: Float64Array, x: number, y: number): number {
  const column = place(x)
  const row = place(y)
  let sum = 0
  for (let j = 0; j < 4; j++) {
    const weight = basis(row.offset, j)
    for (let i = 0; i < 4; i++) {
      const knot = knots[(row.first + j) * KNOTS + column.first + i] ?? 0
      sum += weight * basis(column.offset, i) * knot
    }
  }
  return sum
}

/** The first of the four knots that reach `t`, and where between the middle two it lies. */
function place(t: number): { readonly first: number; readonly offset: number } {
  const scaled = Math.max(0, Math.min(1, t)) * (KNOTS - 3)
  const first = Math.min(KNOTS - 4, Math.floor(scaled))
  return { first, offset: scaled - first }
}

function basis(t: number, index: number): number {
  const u = 1 - t
  if (index === 0) return (u * u * u) / 6
  if (index === 1) return (3 * t * t * t - 6 * t * t + 4) / 6
  if (index === 2) return (3 * u * u * u - 6 * u * u + 4) / 6
  return (t * t * t) / 6
}
