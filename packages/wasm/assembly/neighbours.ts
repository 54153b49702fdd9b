import { exp4, log4 } from './math'

// Rows lie in panels of 16: [⌈n / 16⌉, d, 16], so that one column of 16 rows is four vectors side by side. Rows that fill the
// last panel up are far away. See `Panels` in @ae/core.

/** Rows of a panel. */
const PANEL: i32 = 16
/** Columns between two looks whether a panel can still be near. */
const STRIDE: i32 = 8
/** Queries that pass over a panel while it is in the first-level cache. */
const BLOCK: i32 = 32
/** What a row's distance to itself is given as. */
const FAR: f32 = 3e38

/** out[i, j] = ‖query i − row j‖² for queries m0 … m1; the row `self + i` is FAR from query i. */
export function squaredDistances(
  queries: usize,
  panels: usize,
  out: usize,
  rows: i32,
  width: i32,
  self: i32,
  m0: i32,
  m1: i32,
): void {
  const step = (<usize>width) << 6
  for (let i = m0; i < m1; i++) {
    const query = queries + (<usize>i * <usize>width << 2)
    const row = out + (<usize>i * <usize>rows << 2)
    let panel = panels
    for (let j: i32 = 0; j < rows; j += PANEL) {
      let s0 = f32x4.splat(0)
      let s1 = s0
      let s2 = s0
      let s3 = s0
      let p = panel
      for (let k: i32 = 0; k < width; k++) {
        const q = v128.load32_splat(query + ((<usize>k) << 2))
        const d0 = f32x4.sub(v128.load(p), q)
        const d1 = f32x4.sub(v128.load(p, 16), q)
        const d2 = f32x4.sub(v128.load(p, 32), q)
        const d3 = f32x4.sub(v128.load(p, 48), q)
        s0 = f32x4.add(s0, f32x4.mul(d0, d0))
        s1 = f32x4.add(s1, f32x4.mul(d1, d1))
        s2 = f32x4.add(s2, f32x4.mul(d2, d2))
        s3 = f32x4.add(s3, f32x4.mul(d3, d3))
        p += 64
      }
      const o = row + ((<usize>j) << 2)
      storePart(o, s0, rows - j)
      storePart(o + 16, s1, rows - j - 4)
      storePart(o + 32, s2, rows - j - 8)
      storePart(o + 48, s3, rows - j - 12)
      panel += step
    }
    if (self >= 0) store<f32>(row + ((<usize>(self + i)) << 2), FAR)
  }
}

/** The first `count` of four floats. */
@inline
function storePart(at: usize, v: v128, count: i32): void {
  if (count >= 4) {
    v128.store(at, v)
    return
  }
  if (count > 0) store<f32>(at, f32x4.extract_lane(v, 0))
  if (count > 1) store<f32>(at, f32x4.extract_lane(v, 1), 4)
  if (count > 2) store<f32>(at, f32x4.extract_lane(v, 2), 8)
}

/** The `count` rows nearest to queries m0 … m1, ascending; of equally near ones the first. Indices are written as floats. */
export function nearestRows(
  queries: usize,
  panels: usize,
  distances: usize,
  indices: usize,
  rows: i32,
  width: i32,
  count: i32,
  self: i32,
  m0: i32,
  m1: i32,
): void {
  const step = (<usize>width) << 6
  const line = (<usize>count) << 2
  for (let i = m0; i < m1; i++) {
    for (let k: i32 = 0; k < count; k++) {
      const o = <usize>i * line + ((<usize>k) << 2)
      store<f32>(distances + o, FAR)
      store<f32>(indices + o, <f32>rows)
    }
  }
  for (let block = m0; block < m1; block += BLOCK) {
    const end = block + BLOCK < m1 ? block + BLOCK : m1
    let panel = panels
    for (let j: i32 = 0; j < rows; j += PANEL) {
      for (let i = block; i < end; i++) {
        const query = queries + (<usize>i * <usize>width << 2)
        const heap = distances + <usize>i * line
        const limit = v128.load32_splat(heap)
        let s0 = f32x4.splat(0)
        let s1 = s0
        let s2 = s0
        let s3 = s0
        let p = panel
        let near = true
        for (let k: i32 = 0; k < width; ) {
          const stop = k + STRIDE < width ? k + STRIDE : width
          for (; k < stop; k++) {
            const q = v128.load32_splat(query + ((<usize>k) << 2))
            const d0 = f32x4.sub(v128.load(p), q)
            const d1 = f32x4.sub(v128.load(p, 16), q)
            const d2 = f32x4.sub(v128.load(p, 32), q)
            const d3 = f32x4.sub(v128.load(p, 48), q)
            s0 = f32x4.add(s0, f32x4.mul(d0, d0))
            s1 = f32x4.add(s1, f32x4.mul(d1, d1))
            s2 = f32x4.add(s2, f32x4.mul(d2, d2))
            s3 = f32x4.add(s3, f32x4.mul(d3, d3))
            p += 64
          }
          const nearest = f32x4.min(f32x4.min(s0, s1), f32x4.min(s2, s3))
          near = v128.any_true(f32x4.lt(nearest, limit))
          if (!near) break
        }
        if (near) {
          const list = indices + <usize>i * line
          const own = self + i
          enter(heap, list, count, s0, j, self < 0 ? -1 : own)
          enter(heap, list, count, s1, j + 4, self < 0 ? -1 : own)
          enter(heap, list, count, s2, j + 8, self < 0 ? -1 : own)
          enter(heap, list, count, s3, j + 12, self < 0 ? -1 : own)
        }
      }
      panel += step
    }
  }
  for (let i = m0; i < m1; i++) sortHeap(distances + <usize>i * line, indices + <usize>i * line, count)
}

@inline
function enter(heap: usize, list: usize, count: i32, s: v128, first: i32, own: i32): void {
  if (!v128.any_true(f32x4.lt(s, v128.load32_splat(heap)))) return
  enterOne(heap, list, count, f32x4.extract_lane(s, 0), first, own)
  enterOne(heap, list, count, f32x4.extract_lane(s, 1), first + 1, own)
  enterOne(heap, list, count, f32x4.extract_lane(s, 2), first + 2, own)
  enterOne(heap, list, count, f32x4.extract_lane(s, 3), first + 3, own)
}

function enterOne(heap: usize, list: usize, count: i32, distance: f32, index: i32, own: i32): void {
  // Rows come in order: one as far as the last that is in comes later, and stays out.
  if (index != own && distance < load<f32>(heap)) siftDown(heap, list, count, distance, <f32>index)
}

/** Puts a pair in the place of the farthest, the root, and lets it sink: farther first, of equals the later row. */
function siftDown(heap: usize, list: usize, count: i32, distance: f32, index: f32): void {
  let at: i32 = 0
  for (;;) {
    let child = 2 * at + 1
    if (child >= count) break
    if (child + 1 < count && farther(heap, list, child + 1, child)) child++
    const o = (<usize>child) << 2
    const d = load<f32>(heap + o)
    if (d < distance || (d == distance && load<f32>(list + o) < index)) break
    store<f32>(heap + ((<usize>at) << 2), d)
    store<f32>(list + ((<usize>at) << 2), load<f32>(list + o))
    at = child
  }
  store<f32>(heap + ((<usize>at) << 2), distance)
  store<f32>(list + ((<usize>at) << 2), index)
}

@inline
function farther(heap: usize, list: usize, a: i32, b: i32): bool {
  const da = load<f32>(heap + ((<usize>a) << 2))
  const db = load<f32>(heap + ((<usize>b) << 2))
  return da > db || (da == db && load<f32>(list + ((<usize>a) << 2)) > load<f32>(list + ((<usize>b) << 2)))
}

/** Takes the farthest off, again and again, and puts it behind what is left. */
function sortHeap(heap: usize, list: usize, count: i32): void {
  for (let last = count - 1; last > 0; last--) {
    const o = (<usize>last) << 2
    const distance = load<f32>(heap + o)
    const index = load<f32>(list + o)
    store<f32>(heap + o, load<f32>(heap))
    store<f32>(list + o, load<f32>(list))
    siftDown(heap, list, last, distance, index)
  }
}

/** Steps of the search for one row; halving alone needs about forty. */
const MOST_STEPS: i32 = 64
/** How far the entropy may be from its target. Unit: nats. */
const CLOSE: f64 = 1e-5
/** Distances from here on are FAR. */
const FINITE: f32 = 1e38

/** p[i, ·] ∝ exp(−β·d[i, ·]) with β such that the entropy is `entropy`, for rows m0 … m1. */
export function affinities(distances: usize, p: usize, width: i32, entropy: f64, m0: i32, m1: i32): void {
  for (let i = m0; i < m1; i++) {
    const o = <usize>i * <usize>width << 2
    affinityRow(distances + o, p + o, width, entropy)
  }
}

function affinityRow(d: usize, p: usize, width: i32, entropy: f64): void {
  let nearest: f32 = FAR
  for (let k: i32 = 0; k < width; k++) nearest = min<f32>(nearest, load<f32>(d + ((<usize>k) << 2)))
  let sum: f64 = 0
  let finite: f64 = 0
  for (let k: i32 = 0; k < width; k++) {
    const distance = load<f32>(d + ((<usize>k) << 2))
    if (distance < FINITE) {
      sum += <f64>(distance - nearest)
      finite += 1
    }
  }
  let beta: f64 = sum > 0 ? finite / sum : 1
  let low: f64 = 0
  let high: f64 = Infinity
  let total: f64 = 1
  for (let step: i32 = 0; step < MOST_STEPS; step++) {
    const scale = f32x4.splat(<f32>-beta)
    const offset = f32x4.splat(nearest)
    let z0 = f64x2.splat(0)
    let z1 = z0
    let z2 = z0
    let k: i32 = 0
    for (; k + 4 <= width; k += 4) {
      const x = f32x4.sub(v128.load(d + ((<usize>k) << 2)), offset)
      const e = exp4(f32x4.mul(scale, x))
      v128.store(p + ((<usize>k) << 2), e)
      const xe = f32x4.mul(x, e)
      const xxe = f32x4.mul(x, xe)
      z0 = f64x2.add(z0, f64x2.add(f64x2.promote_low_f32x4(e), f64x2.promote_low_f32x4(upper(e))))
      z1 = f64x2.add(z1, f64x2.add(f64x2.promote_low_f32x4(xe), f64x2.promote_low_f32x4(upper(xe))))
      z2 = f64x2.add(z2, f64x2.add(f64x2.promote_low_f32x4(xxe), f64x2.promote_low_f32x4(upper(xxe))))
    }
    total = f64x2.extract_lane(z0, 0) + f64x2.extract_lane(z0, 1)
    let first = f64x2.extract_lane(z1, 0) + f64x2.extract_lane(z1, 1)
    let second = f64x2.extract_lane(z2, 0) + f64x2.extract_lane(z2, 1)
    for (; k < width; k++) {
      const x = load<f32>(d + ((<usize>k) << 2)) - nearest
      const e = f32x4.extract_lane(exp4(f32x4.splat(<f32>-beta * x)), 0)
      store<f32>(p + ((<usize>k) << 2), e)
      const xe = x * e
      total += <f64>e
      first += <f64>xe
      second += <f64>(x * xe)
    }
    const mean = first / total
    const logTotal = <f64>f32x4.extract_lane(log4(f32x4.splat(<f32>total)), 0)
    const excess = logTotal + beta * mean - entropy
    if (abs<f64>(excess) < CLOSE) break
    if (excess > 0) low = beta
    else high = beta
    // Newton: dH/dβ = −β·Var(d).
    const slope = beta * (second / total - mean * mean)
    const next = beta + excess / slope
    if (next > low && next < high) beta = next
    else beta = high == Infinity ? beta * 2 : (low + high) / 2
  }
  const share = f32x4.splat(<f32>(1 / total))
  let k: i32 = 0
  for (; k + 4 <= width; k += 4) {
    const o = p + ((<usize>k) << 2)
    v128.store(o, f32x4.mul(v128.load(o), share))
  }
  for (; k < width; k++) {
    const o = p + ((<usize>k) << 2)
    store<f32>(o, load<f32>(o) * <f32>(1 / total))
  }
}

@inline
function upper(v: v128): v128 {
  return v128.shuffle<f32>(v, v, 2, 3, 2, 3)
}
