import { polynomial } from './polynomial'

/** π/2 in three parts (Cody & Waite 1980): the first two have trailing zeros, so that their multiples are exact. */
const HALF_PI = [1.5707963267341256, 6.077100506303966e-11, 2.0222662487959506e-21] as const

/** Taylor coefficients in r², exact to 1e-17 for |r| ≤ π/4. */
const SIN: readonly number[] = series(1)
const COS: readonly number[] = series(0)

/** Sine of an angle in radians, |x| ≤ 1e5, from + − × ÷ alone: the same bits in every engine. */
export function sin(x: number): number {
  const { quadrant, rest } = reduce(x)
  const value = quadrant % 2 === 0 ? rest * polynomial(rest * rest, SIN) : polynomial(rest * rest, COS)
  return quadrant < 2 ? value : -value
}

/** Cosine of an angle in radians, |x| ≤ 1e5, from + − × ÷ alone: the same bits in every engine. */
export function cos(x: number): number {
  const { quadrant, rest } = reduce(x)
  const value = quadrant % 2 === 0 ? polynomial(rest * rest, COS) : rest * polynomial(rest * rest, SIN)
  return quadrant === 0 || quadrant === 3 ? value : -value
}

function reduce(x: number): { readonly quadrant: number; readonly rest: number } {
  const turns = Math.round(x / (Math.PI / 2))
  const rest = x - turns * HALF_PI[0] - turns * HALF_PI[1] - turns * HALF_PI[2]
  return { quadrant: ((turns % 4) + 4) % 4, rest }
}

/** (−1)ᵏ/(2k + first)! for k = 0 … 9. */
function series(first: 0 | 1): number[] {
  let term = 1
  return Array.from({ length: 10 }, (_, k) => {
    if (k > 0) term /= -((2 * k + first) * (2 * k + first - 1))
    return term
  })
}
