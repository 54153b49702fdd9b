// Losses that are summed over a row's features, and their gradients, in one pass over the memory each.

import { load4, store4 } from './activation'
import { exp4, log1p4, sigmoid4 } from './math'
import { sum4 } from './reduce'

/** Kinds of losses by number. */
const SQUARED_ERROR: i32 = 0
const BERNOULLI: i32 = 1

/** Vectors that are added in float32 before their sum is added in float64: long rows lose nothing. */
const GROUP: i32 = 16

@inline
function lossOf(kind: i32, p: v128, x: v128): v128 {
  if (kind == SQUARED_ERROR) {
    const d = f32x4.sub(p, x)
    return f32x4.mul(d, d)
  }
  const softplus = f32x4.add(f32x4.max(p, f32x4.splat(0)), log1p4(exp4(f32x4.neg(f32x4.abs(p)))))
  return f32x4.sub(softplus, f32x4.mul(p, x))
}

@inline
function slopeOf(kind: i32, p: v128, x: v128): v128 {
  if (kind == SQUARED_ERROR) {
    const d = f32x4.sub(p, x)
    return f32x4.add(d, d)
  }
  return f32x4.sub(sigmoid4(p), x)
}

@inline
function sumRow(kind: i32, p: usize, x: usize, width: i32): f64 {
  let total: f64 = 0
  let i: i32 = 0
  while (i + 4 <= width) {
    let part = f32x4.splat(0)
    for (let group: i32 = 0; group < GROUP && i + 4 <= width; group++, i += 4) {
      const o = (<usize>i) << 2
      part = f32x4.add(part, lossOf(kind, v128.load(p + o), v128.load(x + o)))
    }
    total += sum4(part)
  }
  if (i < width) {
    const o = (<usize>i) << 2
    const rest = width - i
    const tail = lossOf(kind, load4(p + o, rest), load4(x + o, rest))
    total += <f64>f32x4.extract_lane(tail, 0)
    if (rest > 1) total += <f64>f32x4.extract_lane(tail, 1)
    if (rest > 2) total += <f64>f32x4.extract_lane(tail, 2)
  }
  return total
}

/** Rows r0 … r1: losses[r] = scale · Σ loss(prediction, target) over `width` features. */
export function rowLoss(
  kind: i32, scale: f64, prediction: usize, target: usize, losses: usize, width: i32, r0: i32, r1: i32,
): void {
  for (let r = r0; r < r1; r++) {
    const o = (<usize>r * <usize>width) << 2
    const out = losses + ((<usize>r) << 2)
    if (kind == SQUARED_ERROR) store<f32>(out, <f32>(scale * sumRow(SQUARED_ERROR, prediction + o, target + o, width)))
    else store<f32>(out, <f32>(scale * sumRow(BERNOULLI, prediction + o, target + o, width)))
  }
}

@inline
function backRow(kind: i32, p: usize, x: usize, weight: f32, out: usize, width: i32): void {
  const factor = f32x4.splat(weight)
  for (let i: i32 = 0; i < width; i += 4) {
    const o = (<usize>i) << 2
    const rest = width - i
    store4(out + o, f32x4.mul(slopeOf(kind, load4(p + o, rest), load4(x + o, rest)), factor), rest)
  }
}

/** Rows r0 … r1 of the gradient with respect to the prediction; dLosses [rows]. */
export function rowLossBack(
  kind: i32, scale: f64, prediction: usize, target: usize, dLosses: usize, out: usize, width: i32, r0: i32, r1: i32,
): void {
  for (let r = r0; r < r1; r++) {
    const o = (<usize>r * <usize>width) << 2
    const weight = <f32>(scale * <f64>load<f32>(dLosses + ((<usize>r) << 2)))
    if (kind == SQUARED_ERROR) backRow(SQUARED_ERROR, prediction + o, target + o, weight, out + o, width)
    else backRow(BERNOULLI, prediction + o, target + o, weight, out + o, width)
  }
}
