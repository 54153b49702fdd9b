// The nearest of many codes for each of many rows. ½‖c‖² − x·c orders codes as ‖x − c‖² does, and its products run four
// rows by eight codes at a time, as in tile.ts; scores are compared where they arise, so none is ever kept.

import { madd } from './math'

/** Rows and codes of a tile: 8 accumulators, which leaves room for operands in 16 vector registers. */
const ROWS: i32 = 4
const CODES: i32 = 8
/** Bytes of what is known about a row: four least scores, and whose they are. */
const STATE: usize = 32

/** Codes [count, depth] in strips of eight, and half of each one's squared norm; strips are filled up with codes that are nobody's. */
export function packCodes(codes: usize, count: i32, depth: i32, packed: usize, halves: usize): void {
  for (let j: i32 = 0; j < count; j += CODES) {
    const strip = packed + ((<usize>j * <usize>depth) << 2)
    for (let c: i32 = 0; c < CODES; c++) {
      const real = j + c < count
      const code = codes + ((<usize>(j + c) * <usize>depth) << 2)
      let norm: f64 = 0
      for (let k: i32 = 0; k < depth; k++) {
        const value: f32 = real ? load<f32>(code + ((<usize>k) << 2)) : 0
        norm += <f64>value * <f64>value
        store<f32>(strip + ((<usize>(k * CODES + c)) << 2), value)
      }
      store<f32>(halves + ((<usize>(j + c)) << 2), real ? <f32>(norm * 0.5) : <f32>Infinity)
    }
  }
}

/**
 * For rows r0 … r1 of x[·, depth], the index of the nearest of `count` packed codes; of equal ones the first.
 *
 * `step` rows, a multiple of four, are packed at a time: `scratch` has room for step · (depth + 8) floats.
 */
export function nearestCode(
  x: usize, depth: i32,
  packed: usize, halves: usize, count: i32,
  indices: usize, r0: i32, r1: i32,
  step: i32, scratch: usize,
): void {
  const states = scratch + ((<usize>step * <usize>depth) << 2)
  for (let i = r0; i < r1; i += step) {
    const rows = i + step < r1 ? step : r1 - i
    for (let r: i32 = 0; r < rows; r += ROWS) {
      packRows(x + ((<usize>(i + r) * <usize>depth) << 2), rows - r, depth, scratch + ((<usize>r * <usize>depth) << 2))
      for (let q: i32 = 0; q < ROWS; q++) {
        v128.store(states + <usize>(r + q) * STATE, f32x4.splat(<f32>Infinity))
        v128.store(states + <usize>(r + q) * STATE, i32x4.splat(0), 16)
      }
    }
    for (let j: i32 = 0; j < count; j += CODES) {
      const strip = packed + ((<usize>j * <usize>depth) << 2)
      const half = halves + ((<usize>j) << 2)
      for (let r: i32 = 0; r < rows; r += ROWS) {
        tile(scratch + ((<usize>r * <usize>depth) << 2), strip, depth, half, j, states + <usize>r * STATE)
      }
    }
    for (let r: i32 = 0; r < rows; r++) {
      store<i32>(indices + ((<usize>(i + r)) << 2), least(states + <usize>r * STATE))
    }
  }
}

/** Four rows as `depth` groups of four; rows that are not there are zeros. */
@inline
function packRows(source: usize, rows: i32, depth: i32, target: usize): void {
  for (let r: i32 = 0; r < ROWS; r++) {
    const row = source + ((<usize>r * <usize>depth) << 2)
    const there = r < rows
    for (let k: i32 = 0; k < depth; k++) {
      store<f32>(target + ((<usize>(k * ROWS + r)) << 2), there ? load<f32>(row + ((<usize>k) << 2)) : <f32>0)
    }
  }
}

/** Scores of four rows and the eight codes from `first` on, each kept where it is the least of its lane so far. */
@inline
function tile(ap: usize, bp: usize, depth: i32, half: usize, first: i32, state: usize): void {
  let c00 = f32x4.splat(0)
  let c01 = c00
  let c10 = c00
  let c11 = c00
  let c20 = c00
  let c21 = c00
  let c30 = c00
  let c31 = c00
  let a = ap
  let b = bp
  const end = ap + ((<usize>depth) << 4)
  while (a < end) {
    const b0 = v128.load(b)
    const b1 = v128.load(b, 16)
    let x = v128.load32_splat(a)
    c00 = madd(x, b0, c00)
    c01 = madd(x, b1, c01)
    x = v128.load32_splat(a, 4)
    c10 = madd(x, b0, c10)
    c11 = madd(x, b1, c11)
    x = v128.load32_splat(a, 8)
    c20 = madd(x, b0, c20)
    c21 = madd(x, b1, c21)
    x = v128.load32_splat(a, 12)
    c30 = madd(x, b0, c30)
    c31 = madd(x, b1, c31)
    a += 16
    b += 32
  }
  const h0 = v128.load(half)
  const h1 = v128.load(half, 16)
  const i0 = i32x4.add(i32x4.splat(first), i32x4(0, 1, 2, 3))
  const i1 = i32x4.add(i32x4.splat(first), i32x4(4, 5, 6, 7))
  keepLess(state, f32x4.sub(h0, c00), i0, f32x4.sub(h1, c01), i1)
  keepLess(state + STATE, f32x4.sub(h0, c10), i0, f32x4.sub(h1, c11), i1)
  keepLess(state + 2 * STATE, f32x4.sub(h0, c20), i0, f32x4.sub(h1, c21), i1)
  keepLess(state + 3 * STATE, f32x4.sub(h0, c30), i0, f32x4.sub(h1, c31), i1)
}

@inline
function keepLess(state: usize, s0: v128, i0: v128, s1: v128, i1: v128): void {
  let best = v128.load(state)
  let whose = v128.load(state, 16)
  let less = f32x4.lt(s0, best)
  best = v128.bitselect(s0, best, less)
  whose = v128.bitselect(i0, whose, less)
  less = f32x4.lt(s1, best)
  v128.store(state, v128.bitselect(s1, best, less))
  v128.store(state, v128.bitselect(i1, whose, less), 16)
}

/** Whose score is the least of four lanes; of equal ones the first code's. */
@inline
function least(state: usize): i32 {
  let best = load<f32>(state)
  let whose = load<i32>(state, 16)
  for (let lane: usize = 1; lane < 4; lane++) {
    const score = load<f32>(state + (lane << 2))
    const index = load<i32>(state + (lane << 2), 16)
    if (score < best || (score == best && index < whose)) {
      best = score
      whose = index
    }
  }
  return whose
}
