// Operands of a product, laid out in the order in which the micro-kernel reads them.

import { min } from './min'
import { MR, NR } from './tile'

/** Bytes from one group of MR floats to the next. */
const GROUP: usize = (<usize>MR) << 2

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

/** Two floats of each of two rows, as two groups of one of each, `step` bytes apart. */
@inline
function interleave2(r0: usize, r1: usize, offset: usize, out: usize, step: usize): void {
  const pairs = v128.shuffle<f32>(v128.load64_zero(r0 + offset), v128.load64_zero(r1 + offset), 0, 4, 1, 5)
  v128.store64_lane(out, pairs, 0)
  v128.store64_lane(out + step, pairs, 1)
}

/** Column by column, MR rows from p0 on, of which every one has `count` floats; returns where the next group belongs. */
@inline
export function packGroup(p0: usize, p1: usize, p2: usize, p3: usize, p4: usize, p5: usize, count: i32, target: usize): usize {
  let out = target
  let k: i32 = 0
  for (; k + 4 <= count; k += 4) {
    const o = (<usize>k) << 2
    interleave4(p0, p1, p2, p3, o, out, GROUP)
    if (isDefined(RELAXED)) {
      interleave2(p4, p5, o, out + 16, GROUP)
      interleave2(p4, p5, o + 8, out + 16 + 2 * GROUP, GROUP)
    }
    out += 4 * GROUP
  }
  for (; k < count; k++) {
    const o = (<usize>k) << 2
    store<f32>(out, load<f32>(p0 + o))
    store<f32>(out, load<f32>(p1 + o), 4)
    store<f32>(out, load<f32>(p2 + o), 8)
    store<f32>(out, load<f32>(p3 + o), 12)
    if (isDefined(RELAXED)) {
      store<f32>(out, load<f32>(p4 + o), 16)
      store<f32>(out, load<f32>(p5 + o), 20)
    }
    out += GROUP
  }
  return out
}

/** MR floats that lie together. */
@inline
export function copyGroup(source: usize, target: usize): void {
  v128.store(target, v128.load(source))
  if (isDefined(RELAXED)) store<u64>(target, load<u64>(source, 16), 16)
}

/** Rows i0 … i0+mc of op(A), columns k0 … k0+kc, in strips of MR rows. */
export function packA(a: usize, lda: i32, transposed: i32, i0: i32, mc: i32, k0: i32, kc: i32, target: usize): void {
  const step = (<usize>lda) << 2
  for (let i: i32 = 0; i < mc; i += MR) {
    const rows = min(MR, mc - i)
    const out = target + ((<usize>(i * kc)) << 2)
    // From one row of op(A), and from one column of it, to the next.
    const down = transposed == 0 ? step : 4
    const right = transposed == 0 ? 4 : step
    const source = a + <usize>(i0 + i) * down + <usize>k0 * right
    if (rows < MR) {
      for (let k: i32 = 0; k < kc; k++) {
        for (let r: i32 = 0; r < MR; r++) {
          const value: f32 = r < rows ? load<f32>(source + <usize>r * down + <usize>k * right) : 0
          store<f32>(out + <usize>k * GROUP + ((<usize>r) << 2), value)
        }
      }
    } else if (transposed == 0) {
      packGroup(source, source + step, source + 2 * step, source + 3 * step, source + 4 * step, source + 5 * step, kc, out)
    } else {
      for (let k: i32 = 0; k < kc; k++) copyGroup(source + <usize>k * step, out + <usize>k * GROUP)
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
