import { integerPower } from './integer-power'
import { polynomial } from './polynomial'

const LN2_HIGH = 0.6931471803691238
const LN2_LOW = 1.9082149292705877e-10

/** 1/k! for k = 0 … 14: the Taylor series of exp, exact to 1e-17 for |r| ≤ ln 2 / 2. */
const TAYLOR: readonly number[] = Array.from({ length: 15 }, (_, k) => 1 / factorial(k))

/**
 * `eˣ` from + − × ÷ alone: the same bits in every engine, unlike `Math.exp`. Within 2 ulp.
 *
 * `x = k·ln 2 + r`, `eˣ = 2ᵏ·eʳ`.
 */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x
  if (x > 709.782712893384) return Number.POSITIVE_INFINITY
  if (x < -745.1332191019411) return 0
  const k = Math.round(x / Math.LN2)
  const r = x - k * LN2_HIGH - k * LN2_LOW
  // Scaled in two halves, so that neither power of two leaves the range of doubles.
  const half = Math.floor(k / 2)
  return polynomial(r, TAYLOR) * twoTo(half) * twoTo(k - half)
}

function twoTo(k: number): number {
  return k < 0 ? 1 / integerPower(2, -k) : integerPower(2, k)
}

function factorial(n: number): number {
  let product = 1
  for (let k = 2; k <= n; k++) product *= k
  return product
}
