import { polynomial } from './polynomial'

/** ln 2 in two parts: the first has trailing zeros, so that its product with an exponent is exact. */
const LN2_HIGH = 0.6931471803691238
const LN2_LOW = 1.9082149292705877e-10

/** 2/(2k+1) for k = 0 … 11: the series of 2·atanh(s)/s in s², exact to 1e-17 for |s| ≤ .172. */
const ATANH = Array.from({ length: 12 }, (_, k) => 2 / (2 * k + 1))

const view = new DataView(new ArrayBuffer(8))

/**
 * Natural logarithm from + − × ÷ alone: the same bits in every engine, unlike `Math.log`. Within 2 ulp.
 *
 * `x = 2ᵉ·m` with `m` in [√½, √2), `ln m = 2·atanh((m−1)/(m+1))`.
 */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN
  if (x === Number.POSITIVE_INFINITY) return x
  // Subnormal numbers are lifted into the normal range first.
  const lift = x < 2.2250738585072014e-308 ? 54 : 0
  view.setFloat64(0, lift === 0 ? x : x * 18014398509481984)
  const high = view.getUint32(0)
  let exponent = (high >>> 20) - 1023 - lift
  view.setUint32(0, (high & 0xfffff) | 0x3ff00000)
  let mantissa = view.getFloat64(0)
  if (mantissa > Math.SQRT2) {
    mantissa /= 2
    exponent++
  }
  const s = (mantissa - 1) / (mantissa + 1)
  return exponent * LN2_HIGH + (s * polynomial(s * s, ATANH) + exponent * LN2_LOW)
}
