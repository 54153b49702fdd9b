// What layers do to their sums, and the slopes of it, on four floats and at the ends of rows.

import { sigmoid4, tanh4 } from './math'

/** Activations by number, as `unary` counts its functions; −1 for none. */
export const RELU: i32 = 0
export const SIGMOID: i32 = 1
export const TANH: i32 = 2
/** tfjs' piecewise linear sigmoid; no function of `unary`. */
export const HARD_SIGMOID: i32 = 100

@inline
export function activate(activation: i32, x: v128): v128 {
  if (activation == RELU) return v128.bitselect(f32x4.max(x, f32x4.splat(0)), x, f32x4.eq(x, x))
  if (activation == SIGMOID) return sigmoid4(x)
  if (activation == TANH) return tanh4(x)
  if (activation == HARD_SIGMOID) {
    const line = f32x4.add(f32x4.mul(x, f32x4.splat(0.2)), f32x4.splat(0.5))
    return f32x4.min(f32x4.max(line, f32x4.splat(0)), f32x4.splat(1))
  }
  return x
}

/** The slope of an activation where its value is `y`. */
@inline
export function slopeAt(activation: i32, y: v128): v128 {
  const zero = f32x4.splat(0)
  const one = f32x4.splat(1)
  if (activation == RELU) return v128.and(one, f32x4.gt(y, zero))
  if (activation == SIGMOID) return f32x4.mul(y, f32x4.sub(one, y))
  if (activation == TANH) return f32x4.sub(one, f32x4.mul(y, y))
  if (activation == HARD_SIGMOID) return v128.and(f32x4.splat(0.2), v128.and(f32x4.gt(y, zero), f32x4.lt(y, one)))
  return one
}

/** Four floats, or the `count` that are left, and zeros. */
@inline
export function load4(p: usize, count: i32): v128 {
  if (count >= 4) return v128.load(p)
  let v = f32x4.splat(0)
  v = f32x4.replace_lane(v, 0, load<f32>(p))
  if (count > 1) v = f32x4.replace_lane(v, 1, load<f32>(p, 4))
  if (count > 2) v = f32x4.replace_lane(v, 2, load<f32>(p, 8))
  return v
}

/** Four floats, or the first `count` of them. */
@inline
export function store4(p: usize, v: v128, count: i32): void {
  if (count >= 4) {
    v128.store(p, v)
    return
  }
  store<f32>(p, f32x4.extract_lane(v, 0))
  if (count > 1) store<f32>(p, f32x4.extract_lane(v, 1), 4)
  if (count > 2) store<f32>(p, f32x4.extract_lane(v, 2), 8)
}

@inline
function finish(activation: i32, y: usize, bias: usize, width: i32): void {
  for (let i: i32 = 0; i < width; i += 4) {
    const o = (<usize>i) << 2
    const rest = width - i
    store4(y + o, activate(activation, f32x4.add(load4(y + o, rest), load4(bias + o, rest))), rest)
  }
}

/** y = activation(y + bias) for `rows` rows of `width` sums, `stride` floats apart; none but the three above changes them. */
export function finishRows(activation: i32, y: usize, stride: i32, bias: usize, rows: i32, width: i32): void {
  let row = y
  for (let r: i32 = 0; r < rows; r++) {
    // Each case is compiled on its own, so that no loop asks what it does.
    if (activation == RELU) finish(RELU, row, bias, width)
    else if (activation == SIGMOID) finish(SIGMOID, row, bias, width)
    else if (activation == TANH) finish(TANH, row, bias, width)
    else finish(-1, row, bias, width)
    row += (<usize>stride) << 2
  }
}
