import { loadTail, storeTail } from './elementwise'
import { exp4, log4 } from './math'
import { foldRow } from './reduce'

/** y = softmax(x), or its logarithm, along rows r0 … r1 of x[rows, width]. The sum is carried in float64. */
export function softmax(logarithm: i32, x: usize, y: usize, width: i32, r0: i32, r1: i32): void {
  for (let r = r0; r < r1; r++) {
    const from = x + ((<usize>r * <usize>width) << 2)
    const to = y + ((<usize>r * <usize>width) << 2)
    const largest = f32x4.splat(foldRow(true, from, width))
    let s0 = f64x2.splat(0)
    let s1 = s0
    let i: i32 = 0
    for (; i + 4 <= width; i += 4) {
      const o = (<usize>i) << 2
      const e = exp4(f32x4.sub(v128.load(from + o), largest))
      v128.store(to + o, e)
      s0 = f64x2.add(s0, f64x2.promote_low_f32x4(e))
      s1 = f64x2.add(s1, f64x2.promote_low_f32x4(v128.shuffle<f32>(e, e, 2, 3, 2, 3)))
    }
    const s = f64x2.add(s0, s1)
    let sum = f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1)
    if (i < width) {
      const o = (<usize>i) << 2
      storeTail(to + o, exp4(f32x4.sub(loadTail(from + o, width - i), largest)), width - i)
      for (; i < width; i++) sum += <f64>load<f32>(to + ((<usize>i) << 2))
    }
    if (logarithm != 0) {
      shift(from, to, width, largest, log4(f32x4.splat(<f32>sum)))
    } else {
      scale(to, width, <f32>(1 / sum))
    }
  }
}

@inline
function shift(x: usize, y: usize, width: i32, first: v128, second: v128): void {
  let i: i32 = 0
  for (; i + 4 <= width; i += 4) {
    const o = (<usize>i) << 2
    v128.store(y + o, f32x4.sub(f32x4.sub(v128.load(x + o), first), second))
  }
  if (i < width) {
    const o = (<usize>i) << 2
    storeTail(y + o, f32x4.sub(f32x4.sub(loadTail(x + o, width - i), first), second), width - i)
  }
}

@inline
function scale(y: usize, width: i32, factor: f32): void {
  const f = f32x4.splat(factor)
  let i: i32 = 0
  for (; i + 4 <= width; i += 4) {
    const o = (<usize>i) << 2
    v128.store(y + o, f32x4.mul(v128.load(y + o), f))
  }
  for (; i < width; i++) {
    const o = (<usize>i) << 2
    store<f32>(y + o, load<f32>(y + o) * factor)
  }
}
