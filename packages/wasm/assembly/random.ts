import { logarithm } from './math'

// Philox4x32-10 and what @ae/core draws from it; the same operations in the same order, so the same bits.

const MULTIPLIER0: i32 = 0xd2511f53
const MULTIPLIER1: i32 = 0xcd9e8d57
const WEYL0: i32 = 0x9e3779b9
const WEYL1: i32 = 0xbb67ae85

/** Upper and lower halves of the unsigned products of four words with one. */
@inline function highs(a: v128, b: v128): v128 {
  const low = i64x2.extmul_low_i32x4_u(a, b)
  const high = i64x2.extmul_high_i32x4_u(a, b)
  return v128.shuffle<i32>(low, high, 1, 3, 5, 7)
}

/** Words of the four blocks from `block` on, in order, to `out`: 16 words. */
function blocks4(block: u64, key0: i32, key1: i32, out: usize): void {
  const m0 = i32x4.splat(MULTIPLIER0)
  const m1 = i32x4.splat(MULTIPLIER1)
  const first = i64x2.add(i64x2.splat(block), i64x2(0, 1))
  const second = i64x2.add(first, i64x2.splat(2))
  let c0 = v128.shuffle<i32>(first, second, 0, 2, 4, 6)
  let c1 = v128.shuffle<i32>(first, second, 1, 3, 5, 7)
  let c2 = i32x4.splat(0)
  let c3 = c2
  let k0 = key0
  let k1 = key1
  for (let round: i32 = 0; round < 10; round++) {
    const high0 = highs(m0, c0)
    const low0 = i32x4.mul(m0, c0)
    const high1 = highs(m1, c2)
    const low1 = i32x4.mul(m1, c2)
    c0 = v128.xor(v128.xor(high1, c1), i32x4.splat(k0))
    c1 = low1
    c2 = v128.xor(v128.xor(high0, c3), i32x4.splat(k1))
    c3 = low0
    k0 += WEYL0
    k1 += WEYL1
  }
  const ab0 = v128.shuffle<i32>(c0, c1, 0, 4, 1, 5)
  const ab1 = v128.shuffle<i32>(c0, c1, 2, 6, 3, 7)
  const cd0 = v128.shuffle<i32>(c2, c3, 0, 4, 1, 5)
  const cd1 = v128.shuffle<i32>(c2, c3, 2, 6, 3, 7)
  v128.store(out, v128.shuffle<i32>(ab0, cd0, 0, 1, 4, 5))
  v128.store(out, v128.shuffle<i32>(ab0, cd0, 2, 3, 6, 7), 16)
  v128.store(out, v128.shuffle<i32>(ab1, cd1, 0, 1, 4, 5), 32)
  v128.store(out, v128.shuffle<i32>(ab1, cd1, 2, 3, 6, 7), 48)
}

/**
 * `count` values of a stream from word `position` on: uniform in [0, 1) (`normal` 0) or from N(0, 1).
 * `scratch` has 64 bytes.
 */
export function random(normal: i32, key0: i32, key1: i32, position: f64, y: usize, count: i32, scratch: usize): void {
  const start = <u64>position
  let block = start >> 2
  // The first words of the first block may have been drawn before.
  let skip = <i32>(start & 3)
  let i: i32 = 0
  while (i < count) {
    blocks4(block, key0, key1, scratch)
    const fresh = 16 - skip
    const taken = fresh < count - i ? fresh : count - i
    const out = y + ((<usize>i) << 2)
    const words = scratch + ((<usize>skip) << 2)
    if (normal == 0) {
      for (let k: i32 = 0; k < taken; k++) {
        const o = (<usize>k) << 2
        store<f32>(out + o, <f32>(load<u32>(words + o) >> 8) * <f32>(1.0 / 16777216))
      }
    } else {
      let k: i32 = 0
      for (; k + 2 <= taken; k += 2) {
        const o = (<usize>k) << 2
        const p = f64x2.div(f64x2.add(f64x2.convert_low_i32x4_u(v128.load64_zero(words + o)), f64x2.splat(0.5)), f64x2.splat(4294967296))
        const q = f64x2.sub(p, f64x2.splat(0.5))
        if (i64x2.all_true(f64x2.le(f64x2.abs(q), f64x2.splat(0.425)))) {
          v128.store64_lane(out + o, f32x4.demote_f64x2_zero(centre2(q)), 0)
        } else {
          store<f32>(out + o, <f32>quantile(f64x2.extract_lane(p, 0)))
          store<f32>(out + o, <f32>quantile(f64x2.extract_lane(p, 1)), 4)
        }
      }
      for (; k < taken; k++) {
        const o = (<usize>k) << 2
        store<f32>(out + o, <f32>quantile((<f64>load<u32>(words + o) + 0.5) / 4294967296))
      }
    }
    i += taken
    skip = 0
    block += 4
  }
}

/** The normal quantile of @ae/core (Wichura 1988, algorithm AS 241). */
function quantile(p: f64): f64 {
  const q = p - 0.5
  if (abs<f64>(q) <= 0.425) return f64x2.extract_lane(centre2(f64x2.splat(q)), 0)
  const r = sqrt<f64>(-logarithm(q < 0 ? p : 1 - p))
  // The third formula, for r > 5, begins below p = e⁻²⁵; no word of 32 bits comes so near to 0 or to 1.
  const value = shoulder(r - 1.6)
  return q < 0 ? -value : value
}

/** Horner's rule as `polynomial` in @ae/core has it: from 0 on. */
@inline
function horner8(x: f64, c0: f64, c1: f64, c2: f64, c3: f64, c4: f64, c5: f64, c6: f64, c7: f64): f64 {
  let sum = c7
  sum = sum * x + c6
  sum = sum * x + c5
  sum = sum * x + c4
  sum = sum * x + c3
  sum = sum * x + c2
  sum = sum * x + c1
  return sum * x + c0
}

/** The formula near the centre for two values at a time. */
@inline
function centre2(q: v128): v128 {
  const r = f64x2.sub(f64x2.splat(0.180625), f64x2.mul(q, q))
  const above = horner8x2(r, 3.387132872796366608, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125, 45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727)
  const below = horner8x2(r, 1.0, 42.313330701600911252, 687.1870074920579083, 5394.1960214247511077, 21213.794301586595867, 39307.89580009271061, 28729.085735721942674, 5226.495278852854561)
  return f64x2.div(f64x2.mul(q, above), below)
}

@inline
function horner8x2(x: v128, c0: f64, c1: f64, c2: f64, c3: f64, c4: f64, c5: f64, c6: f64, c7: f64): v128 {
  let sum = f64x2.splat(c7)
  sum = f64x2.add(f64x2.mul(sum, x), f64x2.splat(c6))
  sum = f64x2.add(f64x2.mul(sum, x), f64x2.splat(c5))
  sum = f64x2.add(f64x2.mul(sum, x), f64x2.splat(c4))
  sum = f64x2.add(f64x2.mul(sum, x), f64x2.splat(c3))
  sum = f64x2.add(f64x2.mul(sum, x), f64x2.splat(c2))
  sum = f64x2.add(f64x2.mul(sum, x), f64x2.splat(c1))
  return f64x2.add(f64x2.mul(sum, x), f64x2.splat(c0))
}

function shoulder(x: f64): f64 {
  return horner8(x, 1.42343711074968357734, 4.6303378461565452959, 5.7694972214606914055, 3.64784832476320460504, 1.27045825245236838258, 0.24178072517745061177, 0.0227238449892691845833, 7.7454501427834140764e-4) / horner8(x, 1.0, 2.05319162663775882187, 1.6763848301838038494, 0.68976733498510000455, 0.14810397642748007459, 0.0151986665636164571966, 5.475938084995344946e-4, 1.05075007164441684324e-9)
}
