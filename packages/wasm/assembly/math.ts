// Elementary functions on four floats, from polynomials: no engine or system library is asked, so every machine gives the same bits.

/** e^x; coefficients of Cephes' expf (Moshier), relative error about 1e-7. */
@inline
export function exp4(x: v128): v128 {
  const tooLarge = f32x4.gt(x, f32x4.splat(88.72283))
  const tooSmall = f32x4.lt(x, f32x4.splat(-103.97208))
  const bounded = f32x4.max(f32x4.min(x, f32x4.splat(88.72283)), f32x4.splat(-103.97208))
  const n = f32x4.nearest(f32x4.mul(bounded, f32x4.splat(1.44269504088896341)))
  let r = f32x4.sub(bounded, f32x4.mul(n, f32x4.splat(0.693359375)))
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(-2.12194440e-4)))
  let p = f32x4.splat(1.9875691500e-4)
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.3981999507e-3))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.3334519073e-3))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.1665795894e-2))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.6666665459e-1))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.0000001201e-1))
  p = f32x4.add(f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r), f32x4.splat(1))
  // 2ⁿ in two factors: one alone would overflow at both ends.
  const whole = i32x4.trunc_sat_f32x4_s(n)
  const half = i32x4.shr_s(whole, 1)
  const rest = i32x4.sub(whole, half)
  const bias = i32x4.splat(127)
  const scale1 = i32x4.shl(i32x4.add(half, bias), 23)
  const scale2 = i32x4.shl(i32x4.add(rest, bias), 23)
  let y = f32x4.mul(f32x4.mul(p, scale1), scale2)
  y = v128.bitselect(f32x4.splat(<f32>Infinity), y, tooLarge)
  y = v128.bitselect(f32x4.splat(0), y, tooSmall)
  return v128.bitselect(x, y, f32x4.ne(x, x))
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

/** 1 / (1 + e^−x) */
@inline
export function sigmoid4(x: v128): v128 {
  const one = f32x4.splat(1)
  return f32x4.div(one, f32x4.add(one, exp4(f32x4.neg(x))))
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
  const e = exp4(f32x4.add(a, a))
  const magnitude = f32x4.sub(one, f32x4.div(f32x4.splat(2), f32x4.add(e, one)))
  const sign = v128.and(x, i32x4.splat(0x80000000))
  const far = v128.or(magnitude, sign)
  const y = v128.bitselect(near, far, f32x4.lt(a, f32x4.splat(0.625)))
  return v128.bitselect(x, y, f32x4.ne(x, x))
}
