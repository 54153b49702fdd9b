// C = op(A)·op(B) (+ C): packed panels and a 4 × 8 micro-kernel (Goto & van de Geijn 2008, "Anatomy of High-Performance Matrix Multiplication").
//
// The order of additions over K depends on K alone, so any split of rows or columns gives the same bits.

/** Rows and columns of a tile: 8 accumulators, which leaves room for operands in 16 vector registers. */
export const MR: i32 = 4
const NR: i32 = 8
/** Largest packed blocks: a strip of B stays in the first-level cache, a block of A in the second. */
export const KC: i32 = 320
export const MC: i32 = 96
export const NC: i32 = 1024

/** Where in a call's scratch memory a packed block of B begins; A's begins at 0. */
export const PACKED_B: usize = (<usize>(MC * KC)) << 2
/** Where a tile at an edge is put. */
export const EDGE: usize = PACKED_B + ((<usize>(KC * NC)) << 2)
/** Where convolutions keep zeros, the pixels around an image, and after them 16 words of their own. */
export const ZEROS: usize = EDGE + ((<usize>(MR * NR)) << 2)

/** Bytes of scratch that one call needs. */
export function gemmScratchBytes(): i32 {
  return (MC * KC + KC * NC + MR * NR + KC + 16) * 4
}

@inline
export function min(a: i32, b: i32): i32 {
  return a < b ? a : b
}

/** How much of a depth is taken at a time: all parts about as large, so that none is left over. */
@inline
function depthStep(depth: i32): i32 {
  const parts = (depth + KC - 1) / KC
  return parts < 2 ? depth : ((depth + 4 * parts - 1) / (4 * parts)) * 4
}

/** Four floats of each of four rows, `offset` bytes in, as four groups of one of each, `step` bytes apart. */
@inline
export function interleave4(r0: usize, r1: usize, r2: usize, r3: usize, offset: usize, out: usize, step: usize): void {
  const a = v128.load(r0 + offset)
  const b = v128.load(r1 + offset)
  const c = v128.load(r2 + offset)
  const d = v128.load(r3 + offset)
  const ab0 = v128.shuffle<f32>(a, b, 0, 4, 1, 5)
  const ab1 = v128.shuffle<f32>(a, b, 2, 6, 3, 7)
  const cd0 = v128.shuffle<f32>(c, d, 0, 4, 1, 5)
  const cd1 = v128.shuffle<f32>(c, d, 2, 6, 3, 7)
  v128.store(out, v128.shuffle<f32>(ab0, cd0, 0, 1, 4, 5))
  v128.store(out + step, v128.shuffle<f32>(ab0, cd0, 2, 3, 6, 7))
  v128.store(out + 2 * step, v128.shuffle<f32>(ab1, cd1, 0, 1, 4, 5))
  v128.store(out + 3 * step, v128.shuffle<f32>(ab1, cd1, 2, 3, 6, 7))
}

/** Four rows of a row-major matrix, columns k0 … k0+kc, as kc groups of four. */
@inline
function packRows4(source: usize, stride: i32, rows: i32, kc: i32, target: usize): void {
  const step = (<usize>stride) << 2
  if (rows == 4) {
    const r0 = source
    const r1 = source + step
    const r2 = r1 + step
    const r3 = r2 + step
    let k: i32 = 0
    let out = target
    for (; k + 4 <= kc; k += 4) {
      interleave4(r0, r1, r2, r3, (<usize>k) << 2, out, 16)
      out += 64
    }
    for (; k < kc; k++) {
      const o = (<usize>k) << 2
      store<f32>(out, load<f32>(r0 + o))
      store<f32>(out, load<f32>(r1 + o), 4)
      store<f32>(out, load<f32>(r2 + o), 8)
      store<f32>(out, load<f32>(r3 + o), 12)
      out += 16
    }
    return
  }
  for (let k: i32 = 0; k < kc; k++) {
    for (let r: i32 = 0; r < 4; r++) {
      const value: f32 = r < rows ? load<f32>(source + ((<usize>(r * stride + k)) << 2)) : 0
      store<f32>(target + ((<usize>(k * 4 + r)) << 2), value)
    }
  }
}

/** Rows i0 … i0+mc of op(A), columns k0 … k0+kc, in strips of MR rows. */
function packA(a: usize, lda: i32, transposed: i32, i0: i32, mc: i32, k0: i32, kc: i32, target: usize): void {
  for (let i: i32 = 0; i < mc; i += MR) {
    const rows = min(MR, mc - i)
    const out = target + ((<usize>(i * kc)) << 2)
    if (transposed == 0) {
      packRows4(a + ((<usize>(i0 + i) * <usize>lda + <usize>k0) << 2), lda, rows, kc, out)
    } else {
      const source = a + ((<usize>k0 * <usize>lda + <usize>(i0 + i)) << 2)
      if (rows == MR) {
        for (let k: i32 = 0; k < kc; k++) {
          v128.store(out + ((<usize>k) << 4), v128.load(source + ((<usize>k * <usize>lda) << 2)))
        }
      } else {
        for (let k: i32 = 0; k < kc; k++) {
          for (let r: i32 = 0; r < MR; r++) {
            const value: f32 = r < rows ? load<f32>(source + ((<usize>k * <usize>lda + <usize>r) << 2)) : 0
            store<f32>(out + ((<usize>(k * MR + r)) << 2), value)
          }
        }
      }
    }
  }
}

/** Columns j0 … j0+nc of op(B), rows k0 … k0+kc, in strips of NR columns. */
export function packB(b: usize, ldb: i32, transposed: i32, j0: i32, nc: i32, k0: i32, kc: i32, target: usize): void {
  for (let j: i32 = 0; j < nc; j += NR) {
    const columns = min(NR, nc - j)
    const out = target + ((<usize>(j * kc)) << 2)
    if (transposed == 0) {
      const source = b + ((<usize>k0 * <usize>ldb + <usize>(j0 + j)) << 2)
      if (columns == NR) {
        for (let k: i32 = 0; k < kc; k++) {
          const row = source + ((<usize>k * <usize>ldb) << 2)
          const o = out + ((<usize>k) << 5)
          v128.store(o, v128.load(row))
          v128.store(o, v128.load(row, 16), 16)
        }
      } else {
        for (let k: i32 = 0; k < kc; k++) {
          for (let c: i32 = 0; c < NR; c++) {
            const value: f32 = c < columns ? load<f32>(source + ((<usize>k * <usize>ldb + <usize>c) << 2)) : 0
            store<f32>(out + ((<usize>(k * NR + c)) << 2), value)
          }
        }
      }
    } else {
      packColumns8(b + ((<usize>(j0 + j) * <usize>ldb + <usize>k0) << 2), ldb, columns, kc, out)
    }
  }
}

/** Eight rows of a row-major matrix as kc groups of eight. */
function packColumns8(source: usize, stride: i32, rows: i32, kc: i32, target: usize): void {
  if (rows < 8) {
    for (let k: i32 = 0; k < kc; k++) {
      for (let r: i32 = 0; r < 8; r++) {
        const value: f32 = r < rows ? load<f32>(source + ((<usize>r * <usize>stride + <usize>k) << 2)) : 0
        store<f32>(target + ((<usize>(k * 8 + r)) << 2), value)
      }
    }
    return
  }
  const step = (<usize>stride) << 2
  for (let half: usize = 0; half < 2; half++) {
    const r0 = source + half * 4 * step
    const r1 = r0 + step
    const r2 = r1 + step
    const r3 = r2 + step
    let out = target + half * 16
    let k: i32 = 0
    for (; k + 4 <= kc; k += 4) {
      interleave4(r0, r1, r2, r3, (<usize>k) << 2, out, 32)
      out += 128
    }
    for (; k < kc; k++) {
      const o = (<usize>k) << 2
      store<f32>(out, load<f32>(r0 + o))
      store<f32>(out, load<f32>(r1 + o), 4)
      store<f32>(out, load<f32>(r2 + o), 8)
      store<f32>(out, load<f32>(r3 + o), 12)
      out += 32
    }
  }
}

/** One tile of C from packed strips. */
@inline
function micro(ap: usize, bp: usize, kc: i32, c: usize, ldc: i32, add: bool): void {
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
  const end = ap + ((<usize>kc) << 4)
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
  const p1 = c + step
  const p2 = p1 + step
  const p3 = p2 + step
  if (add) {
    c00 = f32x4.add(c00, v128.load(c))
    c01 = f32x4.add(c01, v128.load(c, 16))
    c10 = f32x4.add(c10, v128.load(p1))
    c11 = f32x4.add(c11, v128.load(p1, 16))
    c20 = f32x4.add(c20, v128.load(p2))
    c21 = f32x4.add(c21, v128.load(p2, 16))
    c30 = f32x4.add(c30, v128.load(p3))
    c31 = f32x4.add(c31, v128.load(p3, 16))
  }
  v128.store(c, c00)
  v128.store(c, c01, 16)
  v128.store(p1, c10)
  v128.store(p1, c11, 16)
  v128.store(p2, c20)
  v128.store(p2, c21, 16)
  v128.store(p3, c30)
  v128.store(p3, c31, 16)
}

@inline
function madd(x: v128, y: v128, z: v128): v128 {
  if (isDefined(RELAXED)) return f32x4.relaxed_madd(x, y, z)
  return f32x4.add(f32x4.mul(x, y), z)
}

/** C[mc, nc] (+)= packed A · packed B over one block of the depth. */
@inline
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

/**
 * Rows m0 … m1, columns n0 … n1 of C[M, N] = op(A)·op(B), added to C where `accumulate`.
 * `scratch` has gemmScratchBytes().
 */
export function gemm(
  a: usize, lda: i32, ta: i32,
  b: usize, ldb: i32, tb: i32,
  c: usize, ldc: i32,
  m0: i32, m1: i32, n0: i32, n1: i32, depth: i32,
  accumulate: i32, scratch: usize,
): void {
  const packedA = scratch
  const packedB = scratch + PACKED_B
  if (depth == 0 && accumulate == 0) {
    for (let i = m0; i < m1; i++) memory.fill(c + ((<usize>i * <usize>ldc + <usize>n0) << 2), 0, (<usize>(n1 - n0)) << 2)
    return
  }
  const step = depthStep(depth)
  for (let j = n0; j < n1; j += NC) {
    const nc = min(NC, n1 - j)
    for (let k: i32 = 0; k < depth; k += step) {
      const kc = min(step, depth - k)
      packB(b, ldb, tb, j, nc, k, kc, packedB)
      for (let i = m0; i < m1; i += MC) {
        const mc = min(MC, m1 - i)
        packA(a, lda, ta, i, mc, k, kc, packedA)
        block(packedA, packedB, mc, nc, kc, c + ((<usize>i * <usize>ldc + <usize>j) << 2), ldc, k > 0 || accumulate != 0, scratch + EDGE)
      }
    }
  }
}

/** Bytes of op(B) [depth, n] as `packAll` lays it out. */
export function packedBytes(n: i32, depth: i32): i32 {
  return ((n + NR - 1) / NR) * NR * depth * 4
}

/** All of op(B) [depth, n] once, for many products with it. */
export function packAll(b: usize, ldb: i32, tb: i32, n: i32, depth: i32, target: usize): void {
  const step = depthStep(depth)
  for (let k: i32 = 0; k < depth; k += step) packB(b, ldb, tb, 0, n, k, min(step, depth - k), target + <usize>packedBytes(n, k))
}

/** Rows m0 … m1 of C[M, n] = A·B, added to C where `accumulate`, with B from `packAll`. */
export function gemmPacked(
  a: usize, lda: i32, packed: usize, c: usize, ldc: i32,
  m0: i32, m1: i32, n: i32, depth: i32, accumulate: bool, scratch: usize,
): void {
  const step = depthStep(depth)
  for (let k: i32 = 0; k < depth; k += step) {
    const kc = min(step, depth - k)
    for (let i = m0; i < m1; i += MC) {
      const mc = min(MC, m1 - i)
      packA(a, lda, 0, i, mc, k, kc, scratch)
      block(scratch, packed + <usize>packedBytes(n, k), mc, n, kc, c + ((<usize>i * <usize>ldc) << 2), ldc, k > 0 || accumulate, scratch + EDGE)
    }
  }
}
