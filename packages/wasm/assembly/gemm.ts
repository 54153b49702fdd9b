// C = op(A)·op(B) (+ C): packed panels and a micro-kernel (Goto & van de Geijn 2008, "Anatomy of High-Performance Matrix Multiplication").
//
// The order of additions over K depends on K alone, so any split of rows or columns gives the same bits.

import { min } from './min'
import { packA, packB } from './packing'
import { block, MR, NR } from './tile'

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

/** Rows of a tile: shares of whole tiles waste nothing. */
export function tileRows(): i32 {
  return MR
}

/** How much of a depth is taken at a time: all parts about as large, so that none is left over. */
@inline
function depthStep(depth: i32): i32 {
  const parts = (depth + KC - 1) / KC
  return parts < 2 ? depth : ((depth + 4 * parts - 1) / (4 * parts)) * 4
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
