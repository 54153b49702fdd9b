// The innermost part of a product: a tile of C from packed strips of A and B.

import { madd } from './math'
import { min } from './min'

/**
 * Rows and columns of a tile. Of the 15 vector registers that V8 leaves, 8 accumulators, two rows of B, an element of A
 * and a product take 12; a fused multiply-add needs no product of its own, and has room for 12 accumulators.
 */
export const MR: i32 = isDefined(RELAXED) ? 6 : 4
export const NR: i32 = 8

/** A tile of 4 rows of C from packed strips. */
@inline
function micro4(ap: usize, bp: usize, kc: i32, c: usize, ldc: i32, add: bool): void {
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
  const end = ap + <usize>(kc * 16)
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
  const step = (<usize>ldc) << 2
  let p = c
  put(p, c00, c01, add)
  p += step
  put(p, c10, c11, add)
  p += step
  put(p, c20, c21, add)
  p += step
  put(p, c30, c31, add)
}

/** A tile of 6 rows of C from packed strips. */
@inline
function micro6(ap: usize, bp: usize, kc: i32, c: usize, ldc: i32, add: bool): void {
  let c00 = f32x4.splat(0)
  let c01 = c00
  let c10 = c00
  let c11 = c00
  let c20 = c00
  let c21 = c00
  let c30 = c00
  let c31 = c00
  let c40 = c00
  let c41 = c00
  let c50 = c00
  let c51 = c00
  let a = ap
  let b = bp
  const end = ap + <usize>(kc * 24)
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
    x = v128.load32_splat(a, 16)
    c40 = madd(x, b0, c40)
    c41 = madd(x, b1, c41)
    x = v128.load32_splat(a, 20)
    c50 = madd(x, b0, c50)
    c51 = madd(x, b1, c51)
    a += 24
    b += 32
  }
  const step = (<usize>ldc) << 2
  let p = c
  put(p, c00, c01, add)
  p += step
  put(p, c10, c11, add)
  p += step
  put(p, c20, c21, add)
  p += step
  put(p, c30, c31, add)
  p += step
  put(p, c40, c41, add)
  p += step
  put(p, c50, c51, add)
}

/** Two vectors of a row of C. */
@inline
export function put(p: usize, left: v128, right: v128, add: bool): void {
  if (add) {
    v128.store(p, f32x4.add(left, v128.load(p)))
    v128.store(p, f32x4.add(right, v128.load(p, 16)), 16)
  } else {
    v128.store(p, left)
    v128.store(p, right, 16)
  }
}

@inline
function micro(ap: usize, bp: usize, kc: i32, c: usize, ldc: i32, add: bool): void {
  if (isDefined(RELAXED)) micro6(ap, bp, kc, c, ldc, add)
  else micro4(ap, bp, kc, c, ldc, add)
}

/** C[mc, nc] (+)= packed A · packed B over one block of the depth. */
export function block(packedA: usize, packedB: usize, mc: i32, nc: i32, kc: i32, c: usize, ldc: i32, add: bool, edge: usize): void {
  for (let jr: i32 = 0; jr < nc; jr += NR) {
    const bp = packedB + ((<usize>(jr * kc)) << 2)
    const columns = min(NR, nc - jr)
    for (let ir: i32 = 0; ir < mc; ir += MR) {
      const ap = packedA + ((<usize>(ir * kc)) << 2)
      const rows = min(MR, mc - ir)
      const tile = c + ((<usize>ir * <usize>ldc + <usize>jr) << 2)
      if (rows == MR && columns == NR) {
        micro(ap, bp, kc, tile, ldc, add)
      } else {
        micro(ap, bp, kc, edge, NR, false)
        for (let r: i32 = 0; r < rows; r++) {
          for (let q: i32 = 0; q < columns; q++) {
            const at = tile + ((<usize>r * <usize>ldc + <usize>q) << 2)
            const value = load<f32>(edge + ((<usize>(r * NR + q)) << 2))
            store<f32>(at, add ? value + load<f32>(at) : value)
          }
        }
      }
    }
  }
}
