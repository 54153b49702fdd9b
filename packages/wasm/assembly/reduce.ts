// Sums are carried in float64, so that a million terms lose nothing that float32 could show.

/** The sum of four floats. */
@inline
export function sum4(v: v128): f64 {
  return (
    <f64>f32x4.extract_lane(v, 0) + <f64>f32x4.extract_lane(v, 1) +
    (<f64>f32x4.extract_lane(v, 2) + <f64>f32x4.extract_lane(v, 3))
  )
}

/** y[outer] = scale · Σ x[outer, inner] */
export function sumRows(x: usize, y: usize, outer: i32, inner: i32, scale: f64): void {
  for (let i: i32 = 0; i < outer; i++) {
    const row = x + ((<usize>i * <usize>inner) << 2)
    let s0 = f64x2.splat(0)
    let s1 = f64x2.splat(0)
    let k: i32 = 0
    for (; k + 4 <= inner; k += 4) {
      const v = v128.load(row + ((<usize>k) << 2))
      s0 = f64x2.add(s0, f64x2.promote_low_f32x4(v))
      s1 = f64x2.add(s1, f64x2.promote_low_f32x4(v128.shuffle<f32>(v, v, 2, 3, 2, 3)))
    }
    const s = f64x2.add(s0, s1)
    let total = f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1)
    for (; k < inner; k++) total += <f64>load<f32>(row + ((<usize>k) << 2))
    store<f32>(y + ((<usize>i) << 2), <f32>(total * scale))
  }
}

/** y[inner] = scale · Σ x[outer, inner] over outer, columns c0 … c1. */
export function sumColumns(x: usize, y: usize, outer: i32, inner: i32, c0: i32, c1: i32, scale: f64): void {
  const step = (<usize>inner) << 2
  let c = c0
  for (; c + 8 <= c1; c += 8) {
    let s0 = f64x2.splat(0)
    let s1 = s0
    let s2 = s0
    let s3 = s0
    let p = x + ((<usize>c) << 2)
    for (let i: i32 = 0; i < outer; i++) {
      const u = v128.load(p)
      const v = v128.load(p, 16)
      s0 = f64x2.add(s0, f64x2.promote_low_f32x4(u))
      s1 = f64x2.add(s1, f64x2.promote_low_f32x4(v128.shuffle<f32>(u, u, 2, 3, 2, 3)))
      s2 = f64x2.add(s2, f64x2.promote_low_f32x4(v))
      s3 = f64x2.add(s3, f64x2.promote_low_f32x4(v128.shuffle<f32>(v, v, 2, 3, 2, 3)))
      p += step
    }
    const out = y + ((<usize>c) << 2)
    store<f32>(out, <f32>(f64x2.extract_lane(s0, 0) * scale))
    store<f32>(out, <f32>(f64x2.extract_lane(s0, 1) * scale), 4)
    store<f32>(out, <f32>(f64x2.extract_lane(s1, 0) * scale), 8)
    store<f32>(out, <f32>(f64x2.extract_lane(s1, 1) * scale), 12)
    store<f32>(out, <f32>(f64x2.extract_lane(s2, 0) * scale), 16)
    store<f32>(out, <f32>(f64x2.extract_lane(s2, 1) * scale), 20)
    store<f32>(out, <f32>(f64x2.extract_lane(s3, 0) * scale), 24)
    store<f32>(out, <f32>(f64x2.extract_lane(s3, 1) * scale), 28)
  }
  for (; c < c1; c++) {
    let total: f64 = 0
    let p = x + ((<usize>c) << 2)
    for (let i: i32 = 0; i < outer; i++) {
      total += <f64>load<f32>(p)
      p += step
    }
    store<f32>(y + ((<usize>c) << 2), <f32>(total * scale))
  }
}

/** Sums of columns for blocks o0 … o1 of x[outer, reduced, inner]. */
export function sumBlocks(x: usize, y: usize, reduced: i32, inner: i32, o0: i32, o1: i32, scale: f64): void {
  for (let o = o0; o < o1; o++) {
    const block = x + ((<usize>o * <usize>reduced * <usize>inner) << 2)
    sumColumns(block, y + ((<usize>o * <usize>inner) << 2), reduced, inner, 0, inner, scale)
  }
}

@inline
function extreme4(largest: bool, a: v128, b: v128): v128 {
  return largest ? f32x4.max(a, b) : f32x4.min(a, b)
}

@inline
function extreme(largest: bool, a: f32, b: f32): f32 {
  return largest ? max<f32>(a, b) : min<f32>(a, b)
}

/** The largest or smallest of a row; NaN wins. */
@inline
export function foldRow(largest: bool, row: usize, width: i32): f32 {
  let best: f32 = largest ? -(<f32>Infinity) : <f32>Infinity
  let k: i32 = 0
  if (width >= 4) {
    let m = v128.load(row)
    for (k = 4; k + 4 <= width; k += 4) m = extreme4(largest, m, v128.load(row + ((<usize>k) << 2)))
    best = extreme(
      largest,
      extreme(largest, f32x4.extract_lane(m, 0), f32x4.extract_lane(m, 1)),
      extreme(largest, f32x4.extract_lane(m, 2), f32x4.extract_lane(m, 3)),
    )
  }
  for (; k < width; k++) best = extreme(largest, best, load<f32>(row + ((<usize>k) << 2)))
  return best
}

@inline
function foldBlock(largest: bool, x: usize, y: usize, reduced: i32, inner: i32): void {
  if (inner == 1) {
    store<f32>(y, foldRow(largest, x, reduced))
    return
  }
  const step = (<usize>inner) << 2
  let c: i32 = 0
  for (; c + 4 <= inner; c += 4) {
    let p = x + ((<usize>c) << 2)
    let best = v128.load(p)
    for (let i: i32 = 1; i < reduced; i++) {
      p += step
      best = extreme4(largest, best, v128.load(p))
    }
    v128.store(y + ((<usize>c) << 2), best)
  }
  for (; c < inner; c++) {
    let p = x + ((<usize>c) << 2)
    let best = load<f32>(p)
    for (let i: i32 = 1; i < reduced; i++) {
      p += step
      best = extreme(largest, best, load<f32>(p))
    }
    store<f32>(y + ((<usize>c) << 2), best)
  }
}

/** y[outer, inner] = the largest, or smallest, of x[outer, reduced, inner] over `reduced` ≥ 1, blocks o0 … o1; NaN wins. */
export function foldBlocks(largest: i32, x: usize, y: usize, reduced: i32, inner: i32, o0: i32, o1: i32): void {
  for (let o = o0; o < o1; o++) {
    const block = x + ((<usize>o * <usize>reduced * <usize>inner) << 2)
    const out = y + ((<usize>o * <usize>inner) << 2)
    if (largest != 0) foldBlock(true, block, out, reduced, inner)
    else foldBlock(false, block, out, reduced, inner)
  }
}
