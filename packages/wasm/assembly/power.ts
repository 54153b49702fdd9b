import { logarithm } from './math'

/** a^b lane by lane. */
export function pow4(a: v128, b: v128): v128 {
  let y = f32x4.splat(power(f32x4.extract_lane(a, 0), f32x4.extract_lane(b, 0)))
  y = f32x4.replace_lane(y, 1, power(f32x4.extract_lane(a, 1), f32x4.extract_lane(b, 1)))
  y = f32x4.replace_lane(y, 2, power(f32x4.extract_lane(a, 2), f32x4.extract_lane(b, 2)))
  return f32x4.replace_lane(y, 3, power(f32x4.extract_lane(a, 3), f32x4.extract_lane(b, 3)))
}

/** a^b as `Math.pow` defines it, in float64 and rounded once. */
function power(a: f32, b: f32): f32 {
  if (b == 0) return 1
  if (b == 1) return a
  if (b == 2) return a * a
  if (a != a || b != b) return <f32>NaN
  const magnitude = abs<f64>(<f64>a)
  // Where |a| is 1, an infinite exponent has no limit.
  if (magnitude == 1 && abs<f32>(b) == <f32>Infinity) return <f32>NaN
  const whole = nearest<f32>(b) == b
  const negative = reinterpret<i32>(a) < 0
  const odd = whole && abs<f32>(b) < 16777216 && (<i32>b & 1) != 0
  if (a < 0 && !whole && a != -(<f32>Infinity)) return <f32>NaN
  let y: f64
  if (magnitude == 0 || magnitude == Infinity) y = (magnitude == 0) == b > 0 ? 0 : Infinity
  else if (magnitude == 1) y = 1
  else y = exponential(<f64>b * logarithm(magnitude))
  return <f32>(negative && odd ? -y : y)
}

/** e^x, 0 or ∞ where float32 has nothing else. */
@inline
function exponential(x: f64): f64 {
  if (x > 89) return Infinity
  if (x < -104) return 0
  const k = nearest<f64>(x * 1.4426950408889634)
  const r = x - k * 0.6931471803691238 - k * 1.9082149292705877e-10
  let p: f64 = 1.0 / 39916800
  p = p * r + 1.0 / 3628800
  p = p * r + 1.0 / 362880
  p = p * r + 1.0 / 40320
  p = p * r + 1.0 / 5040
  p = p * r + 1.0 / 720
  p = p * r + 1.0 / 120
  p = p * r + 1.0 / 24
  p = p * r + 1.0 / 6
  p = p * r + 0.5
  p = p * r + 1
  p = p * r + 1
  return p * reinterpret<f64>((<i64>k + 1023) << 52)
}
