// Discrete Fourier transforms of rows, in float64: a complex number is one vector of two.

const TURN: f64 = 6.283185307179586

/** Product of two complex numbers. */
@inline
function times(a: v128, b: v128): v128 {
  const real = f64x2.mul(v128.shuffle<f64>(a, a, 0, 0), b)
  const swapped = f64x2.mul(v128.shuffle<f64>(a, a, 1, 1), v128.shuffle<f64>(b, b, 1, 0))
  return f64x2.add(real, v128.xor(swapped, i64x2(<i64>0x8000000000000000, 0)))
}

/** e^(i·2π·k/n) for 0 ≤ k < n, from the first eighth of a turn and its mirror images; exact to 1e-16. */
@inline
function root(k: i32, n: i32): v128 {
  // Eighths of a turn, counted in float64: 8k may exceed 32 bits.
  const eighths = 8 * (<f64>k / <f64>n)
  const quarter = nearest<f64>(eighths / 2)
  const r = (<f64>k - <f64>n * (quarter / 4)) * (TURN / <f64>n)
  const z = r * r
  let s: f64 = -7.647163731819816e-13
  s = s * z + 1.6059043836821613e-10
  s = s * z - 2.505210838544172e-8
  s = s * z + 2.7557319223985893e-6
  s = s * z - 1.984126984126984e-4
  s = s * z + 8.333333333333333e-3
  s = s * z - 0.16666666666666666
  s = s * z * r + r
  let c: f64 = 4.779477332387385e-14
  c = c * z - 1.1470745597729725e-11
  c = c * z + 2.08767569878681e-9
  c = c * z - 2.755731922398589e-7
  c = c * z + 2.48015873015873e-5
  c = c * z - 1.388888888888889e-3
  c = c * z + 4.1666666666666664e-2
  c = c * z - 0.5
  c = c * z + 1
  const turns = <i32>quarter & 3
  if (turns == 0) return f64x2(c, s)
  if (turns == 1) return f64x2(-s, c)
  return turns == 2 ? f64x2(-c, -s) : f64x2(s, -c)
}

/** `count` roots of unity e^(sign·2πi·k/n), k = 0 … count − 1. */
export function fourierRoots(target: usize, count: i32, n: i32, sign: f64): void {
  for (let k: i32 = 0; k < count; k++) {
    v128.store(target + ((<usize>k) << 4), f64x2.mul(root(k, n), f64x2(1, sign)))
  }
}

/**
 * Transforms n = 2ᵐ numbers; the result is in `a` or in `b`, and the address returned says where.
 * `roots` are e^(±2πi·k/n) for k < n/2. (Stockham's order: no bits are reversed; radix 2.)
 */
function transform(a: usize, b: usize, n: i32, roots: usize): usize {
  let from = a
  let to = b
  const half = (<usize>(n >> 1)) << 4
  for (let blocks: i32 = n >> 1, width: i32 = 1; blocks >= 1; blocks >>= 1, width <<= 1) {
    let p = from
    let q = to
    const step = (<usize>width) << 4
    for (let j: i32 = 0; j < blocks; j++) {
      const w = v128.load(roots + ((<usize>(j * width)) << 4))
      for (let k: i32 = 0; k < width; k++) {
        const u = v128.load(p)
        const v = v128.load(p + half)
        v128.store(q, f64x2.add(u, v))
        v128.store(q + step, times(f64x2.sub(u, v), w))
        p += 16
        q += 16
      }
      q += step
    }
    const other = from
    from = to
    to = other
  }
  return from
}

@inline
function get(real: usize, imaginary: usize, k: i32): v128 {
  const o = (<usize>k) << 2
  return f64x2(<f64>load<f32>(real + o), <f64>load<f32>(imaginary + o))
}

@inline
function put(value: v128, scale: f64, real: usize, imaginary: usize, k: i32): void {
  const o = (<usize>k) << 2
  store<f32>(real + o, <f32>(f64x2.extract_lane(value, 0) * scale))
  store<f32>(imaginary + o, <f32>(f64x2.extract_lane(value, 1) * scale))
}

/** Rows r0 … r1 of length n = 2ᵐ; `roots` as in `transform`, `work` has 2n complex numbers. */
export function fourier(x: usize, xi: usize, y: usize, yi: usize, n: i32, r0: i32, r1: i32, scale: f64, roots: usize, work: usize): void {
  for (let r = r0; r < r1; r++) {
    const o = (<usize>r * <usize>n) << 2
    for (let k: i32 = 0; k < n; k++) v128.store(work + ((<usize>k) << 4), get(x + o, xi + o, k))
    const result = transform(work, work + ((<usize>n) << 4), n, roots)
    for (let k: i32 = 0; k < n; k++) put(v128.load(result + ((<usize>k) << 4)), scale, y + o, yi + o, k)
  }
}

/** The chirp e^(sign·πi·k²/n), k = 0 … n − 1. */
function chirps(target: usize, n: i32, sign: f64): void {
  for (let k: i32 = 0; k < n; k++) {
    const square = <i32>((<i64>k * <i64>k) % <i64>(2 * n))
    v128.store(target + ((<usize>k) << 4), f64x2.mul(root(square, 2 * n), f64x2(1, sign)))
  }
}

/**
 * Lays out what `chirp` needs for rows of any length n: the chirp [n], then the transform [m] of its conjugate wrapped around.
 * m = 2ᵖ ≥ 2n − 1, `roots` are e^(−2πi·k/m) for k < m/2, `work` has 2m complex numbers.
 */
export function chirpPlan(plan: usize, n: i32, m: i32, sign: f64, roots: usize, work: usize): void {
  chirps(plan, n, sign)
  memory.fill(work, 0, (<usize>m) << 4)
  for (let k: i32 = 0; k < n; k++) {
    const value = f64x2.mul(v128.load(plan + ((<usize>k) << 4)), f64x2(1, -1))
    v128.store(work + ((<usize>k) << 4), value)
    if (k > 0) v128.store(work + ((<usize>(m - k)) << 4), value)
  }
  const result = transform(work, work + ((<usize>m) << 4), m, roots)
  memory.copy(plan + ((<usize>n) << 4), result, (<usize>m) << 4)
}

/** Rows r0 … r1 of any length n as a convolution with a chirp (Bluestein 1970). */
export function chirp(x: usize, xi: usize, y: usize, yi: usize, n: i32, m: i32, r0: i32, r1: i32, scale: f64, roots: usize, plan: usize, work: usize): void {
  const spectrum = plan + ((<usize>n) << 4)
  const other = work + ((<usize>m) << 4)
  const conjugate = f64x2(1, -1)
  for (let r = r0; r < r1; r++) {
    const o = (<usize>r * <usize>n) << 2
    memory.fill(work, 0, (<usize>m) << 4)
    for (let k: i32 = 0; k < n; k++) {
      const at = (<usize>k) << 4
      v128.store(work + at, times(get(x + o, xi + o, k), v128.load(plan + at)))
    }
    const forward = transform(work, other, m, roots)
    // The inverse transform is the conjugate of the conjugate's transform.
    for (let k: i32 = 0; k < m; k++) {
      const at = (<usize>k) << 4
      v128.store(forward + at, f64x2.mul(times(v128.load(forward + at), v128.load(spectrum + at)), conjugate))
    }
    const back = transform(forward, forward == work ? other : work, m, roots)
    for (let k: i32 = 0; k < n; k++) {
      const at = (<usize>k) << 4
      put(times(f64x2.mul(v128.load(back + at), conjugate), v128.load(plan + at)), scale / <f64>m, y + o, yi + o, k)
    }
  }
}
