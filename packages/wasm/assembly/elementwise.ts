import { finishRows, TANH } from './activation'
import { cos4, erf4, exp4, expm14, log1p4, log4, sigmoid4, sin4, tanh4 } from './math'
import { pow4 } from './power'

/** The tail of an array, padded with ones: four elements are always computed. */
@inline
export function loadTail(p: usize, count: i32): v128 {
  let v = f32x4.splat(1)
  v = f32x4.replace_lane(v, 0, load<f32>(p))
  if (count > 1) v = f32x4.replace_lane(v, 1, load<f32>(p, 4))
  if (count > 2) v = f32x4.replace_lane(v, 2, load<f32>(p, 8))
  return v
}

@inline
export function storeTail(p: usize, v: v128, count: i32): void {
  store<f32>(p, f32x4.extract_lane(v, 0))
  if (count > 1) store<f32>(p, f32x4.extract_lane(v, 1), 4)
  if (count > 2) store<f32>(p, f32x4.extract_lane(v, 2), 8)
}

/** Klambauer et al. 2017, Self-Normalizing Neural Networks, arXiv:1706.02515: λ·α and λ. */
const SELU_SCALE_ALPHA: f32 = 1.7580993408473768
const SELU_SCALE: f32 = 1.0507009873554805

@inline
function apply1(op: i32, x: v128, parameter: f32): v128 {
  if (op == 0) return v128.bitselect(f32x4.max(x, f32x4.splat(0)), x, f32x4.eq(x, x))
  if (op == 1) return sigmoid4(x)
  if (op == 2) return tanh4(x)
  if (op == 3) return exp4(x)
  if (op == 4) return log4(x)
  if (op == 5) return log1p4(x)
  if (op == 6) return f32x4.sqrt(x)
  if (op == 7) return f32x4.mul(x, x)
  if (op == 8) return f32x4.neg(x)
  if (op == 9) return f32x4.abs(x)
  if (op == 10) return f32x4.div(f32x4.splat(1), f32x4.sqrt(x))
  if (op == 11) return f32x4.div(f32x4.splat(1), x)
  if (op == 13) return f32x4.add(f32x4.max(x, f32x4.splat(0)), log1p4(exp4(f32x4.neg(f32x4.abs(x)))))
  if (op == 14) return f32x4.min(f32x4.max(x, f32x4.splat(0)), f32x4.splat(6))
  if (op == 15) return v128.bitselect(f32x4.mul(x, f32x4.splat(parameter)), x, f32x4.lt(x, f32x4.splat(0)))
  if (op == 16) return v128.bitselect(expm14(x), x, f32x4.lt(x, f32x4.splat(0)))
  if (op == 17) {
    const below = f32x4.mul(f32x4.splat(SELU_SCALE_ALPHA), expm14(x))
    return v128.bitselect(below, f32x4.mul(f32x4.splat(SELU_SCALE), x), f32x4.lt(x, f32x4.splat(0)))
  }
  if (op == 18) return erf4(x)
  if (op == 19) return f32x4.floor(x)
  if (op == 20) return f32x4.ceil(x)
  if (op == 21) return f32x4.nearest(x)
  if (op == 22) {
    const one = v128.and(f32x4.splat(1), f32x4.gt(x, f32x4.splat(0)))
    return v128.or(one, v128.and(f32x4.splat(-1), f32x4.lt(x, f32x4.splat(0))))
  }
  if (op == 23) return expm14(x)
  if (op == 24) return sin4(x)
  if (op == 25) return cos4(x)
  // Step: 1 above 0, `parameter` elsewhere, NaN stays.
  const positive = f32x4.gt(x, f32x4.splat(0))
  const y = v128.bitselect(f32x4.splat(1), f32x4.splat(parameter), positive)
  return v128.bitselect(y, x, f32x4.eq(x, x))
}

@inline
function run1(op: i32, x: usize, y: usize, count: i32, parameter: f32): void {
  let i: i32 = 0
  for (; i + 4 <= count; i += 4) {
    const o = (<usize>i) << 2
    v128.store(y + o, apply1(op, v128.load(x + o), parameter))
  }
  if (i < count) {
    const o = (<usize>i) << 2
    storeTail(y + o, apply1(op, loadTail(x + o, count - i), parameter), count - i)
  }
}

/** y = op(x) on `count` floats; x and y may be the same. */
export function unary(op: i32, x: usize, y: usize, count: i32, parameter: f32): void {
  // Each case is compiled on its own, so that no loop asks what it does.
  switch (op) {
    case 0: run1(0, x, y, count, parameter); break
    case 1: run1(1, x, y, count, parameter); break
    case 2: run1(2, x, y, count, parameter); break
    case 3: run1(3, x, y, count, parameter); break
    case 4: run1(4, x, y, count, parameter); break
    case 5: run1(5, x, y, count, parameter); break
    case 6: run1(6, x, y, count, parameter); break
    case 7: run1(7, x, y, count, parameter); break
    case 8: run1(8, x, y, count, parameter); break
    case 9: run1(9, x, y, count, parameter); break
    case 10: run1(10, x, y, count, parameter); break
    case 11: run1(11, x, y, count, parameter); break
    case 12: run1(12, x, y, count, parameter); break
    case 13: run1(13, x, y, count, parameter); break
    case 14: run1(14, x, y, count, parameter); break
    case 15: run1(15, x, y, count, parameter); break
    case 16: run1(16, x, y, count, parameter); break
    case 17: run1(17, x, y, count, parameter); break
    case 18: run1(18, x, y, count, parameter); break
    case 19: run1(19, x, y, count, parameter); break
    case 20: run1(20, x, y, count, parameter); break
    case 21: run1(21, x, y, count, parameter); break
    case 22: run1(22, x, y, count, parameter); break
    case 23: run1(23, x, y, count, parameter); break
    case 24: run1(24, x, y, count, parameter); break
    case 25: run1(25, x, y, count, parameter); break
  }
}

@inline
function apply2(op: i32, a: v128, b: v128): v128 {
  if (op == 0) return f32x4.add(a, b)
  if (op == 1) return f32x4.sub(a, b)
  if (op == 2) return f32x4.mul(a, b)
  if (op == 3) return f32x4.div(a, b)
  if (op == 4) return f32x4.max(a, b)
  if (op == 5) return f32x4.min(a, b)
  // Prelu: b is the slope below 0.
  if (op == 7) return v128.bitselect(f32x4.mul(a, b), a, f32x4.lt(a, f32x4.splat(0)))
  // The gradient of elu: a is that of its result, b the result.
  if (op == 8) return v128.bitselect(f32x4.mul(a, f32x4.add(b, f32x4.splat(1))), a, f32x4.lt(b, f32x4.splat(0)))
  if (op == 9) return pow4(a, b)
  const d = f32x4.sub(a, b)
  return f32x4.mul(d, d)
}

/** modeA, modeB: 0 walks along, 1 stays at one element. */
@inline
function run2(op: i32, a: usize, fixedA: bool, b: usize, fixedB: bool, y: usize, count: i32): void {
  const one = fixedA ? v128.load32_splat(a) : f32x4.splat(0)
  const other = fixedB ? v128.load32_splat(b) : f32x4.splat(0)
  let i: i32 = 0
  for (; i + 4 <= count; i += 4) {
    const o = (<usize>i) << 2
    v128.store(y + o, apply2(op, fixedA ? one : v128.load(a + o), fixedB ? other : v128.load(b + o)))
  }
  if (i < count) {
    const o = (<usize>i) << 2
    const rest = count - i
    storeTail(y + o, apply2(op, fixedA ? one : loadTail(a + o, rest), fixedB ? other : loadTail(b + o, rest)), rest)
  }
}

@inline
function rows2(op: i32, a: usize, rowStepA: i32, fixedA: i32, b: usize, rowStepB: i32, fixedB: i32, y: usize, rows: i32, width: i32): void {
  for (let r: i32 = 0; r < rows; r++) {
    const pa = a + ((<usize>r * <usize>rowStepA) << 2)
    const pb = b + ((<usize>r * <usize>rowStepB) << 2)
    const py = y + ((<usize>r * <usize>width) << 2)
    if (fixedA != 0) run2(op, pa, true, pb, false, py, width)
    else if (fixedB != 0) run2(op, pa, false, pb, true, py, width)
    else run2(op, pa, false, pb, false, py, width)
  }
}

/**
 * y[rows, width] = a ∘ b, where each operand moves on by its own step at each row (0: the same row again) and within a
 * row either walks along or stays at one element.
 */
export function binary(op: i32, a: usize, rowStepA: i32, fixedA: i32, b: usize, rowStepB: i32, fixedB: i32, y: usize, rows: i32, width: i32): void {
  switch (op) {
    case 0: rows2(0, a, rowStepA, fixedA, b, rowStepB, fixedB, y, rows, width); break
    case 1: rows2(1, a, rowStepA, fixedA, b, rowStepB, fixedB, y, rows, width); break
    case 2: rows2(2, a, rowStepA, fixedA, b, rowStepB, fixedB, y, rows, width); break
    case 3: rows2(3, a, rowStepA, fixedA, b, rowStepB, fixedB, y, rows, width); break
    case 4: rows2(4, a, rowStepA, fixedA, b, rowStepB, fixedB, y, rows, width); break
    case 5: rows2(5, a, rowStepA, fixedA, b, rowStepB, fixedB, y, rows, width); break
    case 6: rows2(6, a, rowStepA, fixedA, b, rowStepB, fixedB, y, rows, width); break
    case 7: rows2(7, a, rowStepA, fixedA, b, rowStepB, fixedB, y, rows, width); break
    case 8: rows2(8, a, rowStepA, fixedA, b, rowStepB, fixedB, y, rows, width); break
    case 9: rows2(9, a, rowStepA, fixedA, b, rowStepB, fixedB, y, rows, width); break
  }
}

/** y = activation(x + bias): bias [width] or none (0); activation as in `unary`, −1 for none. In place. */
export function biasActivation(y: usize, rows: i32, width: i32, bias: usize, activation: i32, parameter: f32): void {
  if (bias != 0 && activation <= TANH) {
    finishRows(activation, y, width, bias, rows, width)
    return
  }
  if (bias != 0) binary(0, y, width, 0, bias, 0, 0, y, rows, width)
  if (activation >= 0) unary(activation, y, y, rows * width, parameter)
}

/** y = x within low … high; NaN stays. */
export function clip(x: usize, y: usize, count: i32, low: f32, high: f32): void {
  const low4 = f32x4.splat(low)
  const high4 = f32x4.splat(high)
  let i: i32 = 0
  for (; i + 4 <= count; i += 4) {
    const o = (<usize>i) << 2
    v128.store(y + o, f32x4.max(f32x4.min(v128.load(x + o), high4), low4))
  }
  for (; i < count; i++) {
    const o = (<usize>i) << 2
    store<f32>(y + o, max<f32>(min<f32>(load<f32>(x + o), high), low))
  }
}

/** y[rows, width] = (x − mean) · factor + offset, each [width]. */
export function normalize(x: usize, mean: usize, factor: usize, offset: usize, y: usize, rows: i32, width: i32): void {
  for (let r: i32 = 0; r < rows; r++) {
    const from = x + ((<usize>r * <usize>width) << 2)
    const to = y + ((<usize>r * <usize>width) << 2)
    let i: i32 = 0
    for (; i + 4 <= width; i += 4) {
      const o = (<usize>i) << 2
      const centred = f32x4.sub(v128.load(from + o), v128.load(mean + o))
      v128.store(to + o, f32x4.add(f32x4.mul(centred, v128.load(factor + o)), v128.load(offset + o)))
    }
    for (; i < width; i++) {
      const o = (<usize>i) << 2
      store<f32>(to + o, (load<f32>(from + o) - load<f32>(mean + o)) * load<f32>(factor + o) + load<f32>(offset + o))
    }
  }
}
