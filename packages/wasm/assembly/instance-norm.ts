// Normalisation of each channel of each sample over its positions, and its gradient. Four channels at a time; a share is
// some of the `samples · ⌈channels / 4⌉` groups. Sums are carried in float64, in the order of positions.

/** y = scale · (x − μ) / √(σ² + ε) + shift; x, y [samples, positions, channels], scale and shift [samples, channels]; groups u0 … u1. */
export function instanceNorm(
  x: usize, scale: usize, shift: usize, y: usize,
  positions: i32, channels: i32, u0: i32, u1: i32, epsilon: f64,
): void {
  const groups = (channels + 3) >> 2
  for (let u = u0; u < u1; u++) {
    const sample = u / groups
    const first = (u % groups) << 2
    const at = (<usize>sample * <usize>positions * <usize>channels) << 2
    const row = (<usize>sample * <usize>channels) << 2
    if (first + 4 <= channels) {
      const o = (<usize>first) << 2
      normalize4(x + at + o, scale + row + o, shift + row + o, y + at + o, positions, channels, epsilon)
    } else {
      for (let c = first; c < channels; c++) {
        const o = (<usize>c) << 2
        normalize1(x + at + o, scale + row + o, shift + row + o, y + at + o, positions, channels, epsilon)
      }
    }
  }
}

/** Gradients of `instanceNorm` for dy: dx as x, dScale and dShift as scale. */
export function instanceNormGradient(
  dy: usize, x: usize, scale: usize, dx: usize, dScale: usize, dShift: usize,
  positions: i32, channels: i32, u0: i32, u1: i32, epsilon: f64,
): void {
  const groups = (channels + 3) >> 2
  for (let u = u0; u < u1; u++) {
    const sample = u / groups
    const first = (u % groups) << 2
    const at = (<usize>sample * <usize>positions * <usize>channels) << 2
    const row = (<usize>sample * <usize>channels) << 2
    if (first + 4 <= channels) {
      const o = at + ((<usize>first) << 2)
      const p = row + ((<usize>first) << 2)
      gradient4(dy + o, x + o, scale + p, dx + o, dScale + p, dShift + p, positions, channels, epsilon)
    } else {
      for (let c = first; c < channels; c++) {
        const o = at + ((<usize>c) << 2)
        const p = row + ((<usize>c) << 2)
        gradient1(dy + o, x + o, scale + p, dx + o, dScale + p, dShift + p, positions, channels, epsilon)
      }
    }
  }
}

@inline
function low(v: v128): v128 {
  return f64x2.promote_low_f32x4(v)
}

@inline
function high(v: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f32>(v, v, 2, 3, 2, 3))
}

@inline
function both(a: v128, b: v128): v128 {
  return v128.shuffle<f32>(f32x4.demote_f64x2_zero(a), f32x4.demote_f64x2_zero(b), 0, 1, 4, 5)
}

@inline
function inverseRoot(squares: v128, count: v128, epsilon: v128): v128 {
  return f64x2.div(f64x2.splat(1), f64x2.sqrt(f64x2.add(f64x2.div(squares, count), epsilon)))
}

function normalize4(x: usize, scale: usize, shift: usize, y: usize, positions: i32, channels: i32, epsilon: f64): void {
  const step = (<usize>channels) << 2
  const end = x + <usize>positions * step
  const n = f64x2.splat(<f64>positions)
  let s0 = f64x2.splat(0)
  let s1 = s0
  for (let p = x; p < end; p += step) {
    const v = v128.load(p)
    s0 = f64x2.add(s0, low(v))
    s1 = f64x2.add(s1, high(v))
  }
  const m0 = f64x2.div(s0, n)
  const m1 = f64x2.div(s1, n)
  let q0 = f64x2.splat(0)
  let q1 = q0
  for (let p = x; p < end; p += step) {
    const v = v128.load(p)
    const d0 = f64x2.sub(low(v), m0)
    const d1 = f64x2.sub(high(v), m1)
    q0 = f64x2.add(q0, f64x2.mul(d0, d0))
    q1 = f64x2.add(q1, f64x2.mul(d1, d1))
  }
  const g = v128.load(scale)
  const b = v128.load(shift)
  const e = f64x2.splat(epsilon)
  const a0 = f64x2.mul(inverseRoot(q0, n, e), low(g))
  const a1 = f64x2.mul(inverseRoot(q1, n, e), high(g))
  const b0 = low(b)
  const b1 = high(b)
  let out = y
  for (let p = x; p < end; p += step) {
    const v = v128.load(p)
    const y0 = f64x2.add(f64x2.mul(f64x2.sub(low(v), m0), a0), b0)
    const y1 = f64x2.add(f64x2.mul(f64x2.sub(high(v), m1), a1), b1)
    v128.store(out, both(y0, y1))
    out += step
  }
}

function normalize1(x: usize, scale: usize, shift: usize, y: usize, positions: i32, channels: i32, epsilon: f64): void {
  const step = (<usize>channels) << 2
  const end = x + <usize>positions * step
  let sum: f64 = 0
  for (let p = x; p < end; p += step) sum += <f64>load<f32>(p)
  const mean = sum / <f64>positions
  let squares: f64 = 0
  for (let p = x; p < end; p += step) {
    const d = <f64>load<f32>(p) - mean
    squares += d * d
  }
  const a = (1 / sqrt<f64>(squares / <f64>positions + epsilon)) * <f64>load<f32>(scale)
  const b = <f64>load<f32>(shift)
  let out = y
  for (let p = x; p < end; p += step) {
    store<f32>(out, <f32>((<f64>load<f32>(p) - mean) * a + b))
    out += step
  }
}

function gradient4(
  dy: usize, x: usize, scale: usize, dx: usize, dScale: usize, dShift: usize,
  positions: i32, channels: i32, epsilon: f64,
): void {
  const step = (<usize>channels) << 2
  const end = x + <usize>positions * step
  const n = f64x2.splat(<f64>positions)
  let s0 = f64x2.splat(0)
  let s1 = s0
  for (let p = x; p < end; p += step) {
    const v = v128.load(p)
    s0 = f64x2.add(s0, low(v))
    s1 = f64x2.add(s1, high(v))
  }
  const m0 = f64x2.div(s0, n)
  const m1 = f64x2.div(s1, n)
  // Σ(x − μ)², Σ dy, Σ dy·(x − μ)
  let q0 = f64x2.splat(0)
  let q1 = q0
  let t0 = q0
  let t1 = q0
  let w0 = q0
  let w1 = q0
  const toDy = dy - x
  for (let p = x; p < end; p += step) {
    const v = v128.load(p)
    const g = v128.load(p + toDy)
    let d = f64x2.sub(low(v), m0)
    let h = low(g)
    q0 = f64x2.add(q0, f64x2.mul(d, d))
    t0 = f64x2.add(t0, h)
    w0 = f64x2.add(w0, f64x2.mul(h, d))
    d = f64x2.sub(high(v), m1)
    h = high(g)
    q1 = f64x2.add(q1, f64x2.mul(d, d))
    t1 = f64x2.add(t1, h)
    w1 = f64x2.add(w1, f64x2.mul(h, d))
  }
  const e = f64x2.splat(epsilon)
  const r0 = inverseRoot(q0, n, e)
  const r1 = inverseRoot(q1, n, e)
  v128.store(dShift, both(t0, t1))
  v128.store(dScale, both(f64x2.mul(w0, r0), f64x2.mul(w1, r1)))
  const g = v128.load(scale)
  const a0 = f64x2.mul(r0, low(g))
  const a1 = f64x2.mul(r1, high(g))
  t0 = f64x2.div(t0, n)
  t1 = f64x2.div(t1, n)
  w0 = f64x2.mul(f64x2.div(w0, n), f64x2.mul(r0, r0))
  w1 = f64x2.mul(f64x2.div(w1, n), f64x2.mul(r1, r1))
  const toDx = dx - x
  for (let p = x; p < end; p += step) {
    const v = v128.load(p)
    const h = v128.load(p + toDy)
    const d0 = f64x2.sub(f64x2.sub(low(h), t0), f64x2.mul(f64x2.sub(low(v), m0), w0))
    const d1 = f64x2.sub(f64x2.sub(high(h), t1), f64x2.mul(f64x2.sub(high(v), m1), w1))
    v128.store(p + toDx, both(f64x2.mul(d0, a0), f64x2.mul(d1, a1)))
  }
}

function gradient1(
  dy: usize, x: usize, scale: usize, dx: usize, dScale: usize, dShift: usize,
  positions: i32, channels: i32, epsilon: f64,
): void {
  const step = (<usize>channels) << 2
  const end = x + <usize>positions * step
  const n = <f64>positions
  let sum: f64 = 0
  for (let p = x; p < end; p += step) sum += <f64>load<f32>(p)
  const mean = sum / n
  let squares: f64 = 0
  let total: f64 = 0
  let along: f64 = 0
  const toDy = dy - x
  for (let p = x; p < end; p += step) {
    const d = <f64>load<f32>(p) - mean
    const h = <f64>load<f32>(p + toDy)
    squares += d * d
    total += h
    along += h * d
  }
  const r = 1 / sqrt<f64>(squares / n + epsilon)
  store<f32>(dShift, <f32>total)
  store<f32>(dScale, <f32>(along * r))
  const a = r * <f64>load<f32>(scale)
  const t = total / n
  const w = (along / n) * (r * r)
  const toDx = dx - x
  for (let p = x; p < end; p += step) {
    store<f32>(p + toDx, <f32>((<f64>load<f32>(p + toDy) - t - (<f64>load<f32>(p) - mean) * w) * a))
  }
}
