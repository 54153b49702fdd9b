// Elementary functions on four floats, from polynomials: no engine or system library is asked, so every machine gives the same bits.

/** x · y + z: rounded once where kernels are relaxed, twice where they are strict. */
@inline
export function madd(x: v128, y: v128, z: v128): v128 {
  if (isDefined(RELAXED)) return f32x4.relaxed_madd(x, y, z)
  return f32x4.add(f32x4.mul(x, y), z)
}

/** 1.5 · 2²³, and its bits: a sum with it leaves the other number's nearest integer in the last bits. */
const ROUND: f32 = 12582912
const ROUND_BITS: i32 = 0x4b400000

/** x / ln 2, rounded to an integer in the last bits. */
@inline
function octaves4(x: v128): v128 {
  return madd(x, f32x4.splat(1.44269504088896341), f32x4.splat(ROUND))
}

/** e^r where x = n · ln 2 + r; coefficients of Cephes' expf (Moshier), relative error about 1e-7. */
@inline
function mantissa4(x: v128, octaves: v128): v128 {
  const n = f32x4.sub(octaves, f32x4.splat(ROUND))
  const r = madd(n, f32x4.splat(2.12194440e-4), madd(n, f32x4.splat(-0.693359375), x))
  let p = f32x4.splat(1.9875691500e-4)
  p = madd(p, r, f32x4.splat(1.3981999507e-3))
  p = madd(p, r, f32x4.splat(8.3334519073e-3))
  p = madd(p, r, f32x4.splat(4.1665795894e-2))
  p = madd(p, r, f32x4.splat(1.6666665459e-1))
  p = madd(p, r, f32x4.splat(5.0000001201e-1))
  return f32x4.add(madd(p, f32x4.mul(r, r), r), f32x4.splat(1))
}

/** e^x. */
@inline
export function exp4(x: v128): v128 {
  // These two keep what is no number.
  const bounded = f32x4.pmax(f32x4.pmin(x, f32x4.splat(88.72283)), f32x4.splat(-103.97208))
  const octaves = octaves4(bounded)
  // 2ⁿ in two factors: one alone would overflow at both ends.
  const whole = i32x4.sub(octaves, i32x4.splat(ROUND_BITS))
  const half = i32x4.shr_s(whole, 1)
  const bias = i32x4.splat(127)
  const scale1 = i32x4.shl(i32x4.add(half, bias), 23)
  const scale2 = i32x4.shl(i32x4.add(i32x4.sub(whole, half), bias), 23)
  const y = f32x4.mul(f32x4.mul(mantissa4(bounded, octaves), scale1), scale2)
  const bounds = v128.bitselect(f32x4.splat(<f32>Infinity), y, f32x4.gt(x, f32x4.splat(88.72283)))
  return v128.bitselect(f32x4.splat(0), bounds, f32x4.lt(x, f32x4.splat(-103.97208)))
}

/** e^x for x between −87.3 and 88.3, where 2ⁿ is one number; ∞ a little above. */
@inline
function expWithin4(x: v128): v128 {
  const octaves = octaves4(x)
  return f32x4.mul(mantissa4(x, octaves), i32x4.add(i32x4.shl(octaves, 23), i32x4.splat(0x3f800000)))
}

/** Natural logarithm; coefficients of Cephes' logf. */
@inline
export function log4(x: v128): v128 {
  const one = f32x4.splat(1)
  // Denormals are scaled up first.
  const tiny = f32x4.lt(x, f32x4.splat(1.17549435e-38))
  const scaled = v128.bitselect(f32x4.mul(x, f32x4.splat(8388608)), x, tiny)
  const bits = scaled
  let e = f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_u(bits, 23), i32x4.splat(126)))
  e = f32x4.sub(e, v128.and(tiny, f32x4.splat(23)))
  let m = v128.or(v128.and(bits, i32x4.splat(0x007fffff)), i32x4.splat(0x3f000000))
  const low = f32x4.lt(m, f32x4.splat(0.707106781186547524))
  e = f32x4.sub(e, v128.and(low, one))
  m = f32x4.sub(f32x4.add(m, v128.and(low, m)), one)
  const z = f32x4.mul(m, m)
  let p = f32x4.splat(7.0376836292e-2)
  p = f32x4.add(f32x4.mul(p, m), f32x4.splat(-1.1514610310e-1))
  p = f32x4.add(f32x4.mul(p, m), f32x4.splat(1.1676998740e-1))
  p = f32x4.add(f32x4.mul(p, m), f32x4.splat(-1.2420140846e-1))
  p = f32x4.add(f32x4.mul(p, m), f32x4.splat(1.4249322787e-1))
  p = f32x4.add(f32x4.mul(p, m), f32x4.splat(-1.6668057665e-1))
  p = f32x4.add(f32x4.mul(p, m), f32x4.splat(2.0000714765e-1))
  p = f32x4.add(f32x4.mul(p, m), f32x4.splat(-2.4999993993e-1))
  p = f32x4.add(f32x4.mul(p, m), f32x4.splat(3.3333331174e-1))
  let y = f32x4.mul(f32x4.mul(p, m), z)
  y = f32x4.add(y, f32x4.mul(e, f32x4.splat(-2.12194440e-4)))
  y = f32x4.sub(y, f32x4.mul(z, f32x4.splat(0.5)))
  y = f32x4.add(f32x4.add(m, y), f32x4.mul(e, f32x4.splat(0.693359375)))
  y = v128.bitselect(x, y, f32x4.eq(x, f32x4.splat(<f32>Infinity)))
  y = v128.bitselect(f32x4.splat(-<f32>Infinity), y, f32x4.eq(x, f32x4.splat(0)))
  const undefined4 = v128.or(f32x4.lt(x, f32x4.splat(0)), f32x4.ne(x, x))
  return v128.bitselect(f32x4.splat(<f32>NaN), y, undefined4)
}

/** log(1 + x), exact also where 1 + x rounds to 1 (Kahan's correction). */
@inline
export function log1p4(x: v128): v128 {
  const one = f32x4.splat(1)
  const u = f32x4.add(one, x)
  const corrected = f32x4.sub(log4(u), f32x4.div(f32x4.sub(f32x4.sub(u, one), x), u))
  const y = v128.bitselect(x, corrected, f32x4.eq(u, one))
  const known = v128.bitselect(u, y, f32x4.eq(u, f32x4.splat(<f32>Infinity)))
  return v128.bitselect(f32x4.splat(-<f32>Infinity), known, f32x4.eq(u, f32x4.splat(0)))
}

/** 1 / (1 + e^−x); 0 below −88.4, where it would be no normal number. */
@inline
export function sigmoid4(x: v128): v128 {
  const one = f32x4.splat(1)
  const bounded = f32x4.pmax(f32x4.pmin(f32x4.neg(x), f32x4.splat(88.5)), f32x4.splat(-87.3))
  return f32x4.div(one, f32x4.add(one, expWithin4(bounded)))
}

/** tanh; a polynomial near 0, where the quotient of exponentials cancels. */
@inline
export function tanh4(x: v128): v128 {
  const one = f32x4.splat(1)
  const a = f32x4.abs(x)
  const z = f32x4.mul(x, x)
  let p = f32x4.splat(-5.70498872745e-3)
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(2.06390887954e-2))
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(-5.37397155531e-2))
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(1.33314422036e-1))
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(-3.33332819422e-1))
  const near = f32x4.add(f32x4.mul(f32x4.mul(p, z), x), x)
  const e = expWithin4(f32x4.pmin(f32x4.add(a, a), f32x4.splat(80)))
  const magnitude = f32x4.sub(one, f32x4.div(f32x4.splat(2), f32x4.add(e, one)))
  const sign = v128.and(x, i32x4.splat(0x80000000))
  const far = v128.or(magnitude, sign)
  const y = v128.bitselect(near, far, f32x4.lt(a, f32x4.splat(0.625)))
  return v128.bitselect(x, y, f32x4.ne(x, x))
}

/** e^x − 1; the exponential's own polynomial near 0, where the difference cancels. */
@inline
export function expm14(x: v128): v128 {
  let p = f32x4.splat(1.9875691500e-4)
  p = f32x4.add(f32x4.mul(p, x), f32x4.splat(1.3981999507e-3))
  p = f32x4.add(f32x4.mul(p, x), f32x4.splat(8.3334519073e-3))
  p = f32x4.add(f32x4.mul(p, x), f32x4.splat(4.1665795894e-2))
  p = f32x4.add(f32x4.mul(p, x), f32x4.splat(1.6666665459e-1))
  p = f32x4.add(f32x4.mul(p, x), f32x4.splat(5.0000001201e-1))
  const near = f32x4.add(f32x4.mul(p, f32x4.mul(x, x)), x)
  const far = f32x4.sub(exp4(x), f32x4.splat(1))
  return v128.bitselect(near, far, f32x4.lt(f32x4.abs(x), f32x4.splat(0.35)))
}

/** The error function: its Taylor series to |x| = 1, beyond it formula 7.1.26 of Abramowitz & Stegun 1964, which tfjs has for all x. */
@inline
export function erf4(x: v128): v128 {
  const one = f32x4.splat(1)
  const a = f32x4.abs(x)
  const z = f32x4.mul(x, x)
  let p = f32x4.splat(1.4807192815879218e-8)
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(-1.6365844691234924e-7))
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(1.6462114365889246e-6))
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(-1.492565035840625e-5))
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(1.2055332981789664e-4))
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(-8.548327023450852e-4))
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(5.223977625442188e-3))
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(-2.6866170645131252e-2))
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(1.1283791670955126e-1))
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(-3.7612638903183754e-1))
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(1.1283791670955126))
  const near = f32x4.mul(p, x)
  const t = f32x4.div(one, f32x4.add(one, f32x4.mul(f32x4.splat(0.3275911), a)))
  let q = f32x4.splat(1.061405429)
  q = f32x4.add(f32x4.mul(q, t), f32x4.splat(-1.453152027))
  q = f32x4.add(f32x4.mul(q, t), f32x4.splat(1.421413741))
  q = f32x4.add(f32x4.mul(q, t), f32x4.splat(-0.284496736))
  q = f32x4.add(f32x4.mul(q, t), f32x4.splat(0.254829592))
  const magnitude = f32x4.sub(one, f32x4.mul(f32x4.mul(q, t), exp4(f32x4.neg(z))))
  const far = v128.or(magnitude, v128.and(x, i32x4.splat(0x80000000)))
  const y = v128.bitselect(near, far, f32x4.lt(a, one))
  return v128.bitselect(x, y, f32x4.ne(x, x))
}

@inline
export function sin4(x: v128): v128 {
  return sinCos4(x, 0)
}

@inline
export function cos4(x: v128): v128 {
  return sinCos4(x, 1)
}

/** Sine (`shift` 0) or cosine (1) in float64. */
@inline
function sinCos4(x: v128, shift: i32): v128 {
  const low = f64x2.promote_low_f32x4(x)
  const high = f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 2, 3))
  const y = f32x4.demote_f64x2_zero(sinCos2(small2(low), shift))
  return v128.shuffle<f32>(y, f32x4.demote_f64x2_zero(sinCos2(small2(high), shift)), 0, 1, 4, 5)
}

/** Above this, multiples of the parts of π/2 are no longer exact. */
const LARGE_ANGLE: f64 = 1e5

/** The same angles, within ±π where they were large. */
@inline
function small2(x: v128): v128 {
  if (!v128.any_true(f64x2.gt(f64x2.abs(x), f64x2.splat(LARGE_ANGLE)))) return x
  const first = f64x2.splat(small(f64x2.extract_lane(x, 0)))
  return f64x2.replace_lane(first, 1, small(f64x2.extract_lane(x, 1)))
}

/** Payne & Hanek 1983: x/2π modulo 1 from those bits of 1/2π that matter for a 24-bit mantissa. */
function small(x: f64): f64 {
  if (!(abs<f64>(x) > LARGE_ANGLE) || abs<f64>(x) == Infinity) return x
  const bits = reinterpret<u32>(<f32>abs<f64>(x))
  const mantissa = <u64>((bits & 0x7fffff) | 0x800000)
  const offset = <i32>(bits >> 23) - 118
  const word = offset >> 5
  const shift = <u32>(offset & 31)
  const w0 = window(word, shift)
  const w1 = window(word + 1, shift)
  const w2 = window(word + 2, shift)
  const fraction = ((mantissa * w0) << 32) + mantissa * w1 + ((mantissa * w2) >> 32)
  const angle = <f64>(<i64>fraction) * 3.4061215800865545e-19
  return x < 0 ? -angle : angle
}

/** 32 bits of 1/2π, from bit 32·word + shift − 32 on. */
@inline
function window(word: i32, shift: u32): u64 {
  return ((inverseTurn(word) << 32 | inverseTurn(word + 1)) >> <u64>(32 - shift)) & 0xffffffff
}

function inverseTurn(word: i32): u64 {
  switch (word) {
    case 1: return 0x28be60db
    case 2: return 0x9391054a
    case 3: return 0x7f09d5f4
    case 4: return 0x7d4d3770
    case 5: return 0x36d8a566
    case 6: return 0x4f10e410
    case 7: return 0x7f9458ea
    default: return 0
  }
}

/** As `sin` and `cos` in @ae/core: π/2 in three parts (Cody & Waite 1980), Taylor series for |r| ≤ π/4. */
@inline
function sinCos2(x: v128, shift: i32): v128 {
  const turns = f64x2.nearest(f64x2.mul(x, f64x2.splat(0.6366197723675814)))
  let r = f64x2.sub(x, f64x2.mul(turns, f64x2.splat(1.5707963267341256)))
  r = f64x2.sub(r, f64x2.mul(turns, f64x2.splat(6.077100506303966e-11)))
  r = f64x2.sub(r, f64x2.mul(turns, f64x2.splat(2.0222662487959506e-21)))
  const z = f64x2.mul(r, r)
  let s = f64x2.splat(1.6059043836821613e-10)
  s = f64x2.add(f64x2.mul(s, z), f64x2.splat(-2.505210838544172e-8))
  s = f64x2.add(f64x2.mul(s, z), f64x2.splat(2.7557319223985893e-6))
  s = f64x2.add(f64x2.mul(s, z), f64x2.splat(-1.984126984126984e-4))
  s = f64x2.add(f64x2.mul(s, z), f64x2.splat(8.333333333333333e-3))
  s = f64x2.add(f64x2.mul(s, z), f64x2.splat(-0.16666666666666666))
  s = f64x2.add(f64x2.mul(f64x2.mul(s, z), r), r)
  let c = f64x2.splat(2.08767569878681e-9)
  c = f64x2.add(f64x2.mul(c, z), f64x2.splat(-2.755731922398589e-7))
  c = f64x2.add(f64x2.mul(c, z), f64x2.splat(2.48015873015873e-5))
  c = f64x2.add(f64x2.mul(c, z), f64x2.splat(-1.388888888888889e-3))
  c = f64x2.add(f64x2.mul(c, z), f64x2.splat(4.1666666666666664e-2))
  c = f64x2.add(f64x2.mul(c, z), f64x2.splat(-0.5))
  c = f64x2.add(f64x2.mul(c, z), f64x2.splat(1))
  // Quadrants modulo 4: from a remainder in float64, for turns may exceed 32 bits.
  const quarter = f64x2.sub(turns, f64x2.mul(f64x2.floor(f64x2.mul(turns, f64x2.splat(0.25))), f64x2.splat(4)))
  const quadrant = f64x2.add(quarter, f64x2.splat(<f64>shift))
  const odd = v128.or(f64x2.eq(quadrant, f64x2.splat(1)), f64x2.eq(quadrant, f64x2.splat(3)))
  const y = v128.bitselect(c, s, odd)
  const two = v128.or(f64x2.eq(quadrant, f64x2.splat(2)), f64x2.eq(quadrant, f64x2.splat(3)))
  return v128.bitselect(f64x2.neg(y), y, two)
}

/** ln x in float64 for a positive, normal, finite x: `log` of @ae/core, bit for bit. */
export function logarithm(x: f64): f64 {
  const bits = reinterpret<i64>(x)
  let exponent = <f64>((bits >> 52) - 1023)
  let mantissa = reinterpret<f64>((bits & 0x000fffffffffffff) | 0x3ff0000000000000)
  if (mantissa > 1.4142135623730951) {
    mantissa /= 2
    exponent += 1
  }
  const s = (mantissa - 1) / (mantissa + 1)
  const z = s * s
  let p: f64 = 2.0 / 23
  p = p * z + 2.0 / 21
  p = p * z + 2.0 / 19
  p = p * z + 2.0 / 17
  p = p * z + 2.0 / 15
  p = p * z + 2.0 / 13
  p = p * z + 2.0 / 11
  p = p * z + 2.0 / 9
  p = p * z + 2.0 / 7
  p = p * z + 2.0 / 5
  p = p * z + 2.0 / 3
  p = p * z + 2
  return exponent * 0.6931471803691238 + (s * p + exponent * 1.9082149292705877e-10)
}
