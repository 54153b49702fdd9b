// Dense layers: a product, and what is done to its sums while they are still in the cache.

import { finishRows, load4, RELU, SIGMOID, slopeAt, store4, TANH } from './activation'
import { gemm, gemmPacked } from './gemm'

/** Rows m0 … m1, columns n0 … n1 of y[·, units] = activation(x[·, inputs] · kernel + bias). */
export function dense(
  x: usize, inputs: i32, kernel: usize, bias: usize, y: usize, units: i32, activation: i32,
  m0: i32, m1: i32, n0: i32, n1: i32, scratch: usize,
): void {
  gemm(x, inputs, 0, kernel, units, 0, y, units, m0, m1, n0, n1, inputs, 0, scratch)
  finishRows(activation, y + ((<usize>m0 * <usize>units + <usize>n0) << 2), units, bias + ((<usize>n0) << 2), m1 - m0, n1 - n0)
}

/** Rows that walk through all layers together, so that what is between two layers stays in the cache. */
const ROWS_TOGETHER: i32 = 96

/** How many rows `denseRows` has buffers for, twice. */
export function rowsTogether(): i32 {
  return ROWS_TOGETHER
}

/**
 * Rows r0 … r1 of y = all layers on x. `plan` holds five 32-bit numbers a layer: inputs, units, the kernel as `packAll`
 * lays it out, bias, activation. `buffers` has room for two times `rowsTogether()` rows of `widest` floats.
 */
export function denseRows(plan: usize, layers: i32, x: usize, y: usize, widest: i32, r0: i32, r1: i32, buffers: usize, scratch: usize): void {
  const inputs = load<i32>(plan)
  const outputs = load<i32>(plan + (<usize>(layers * 5 - 4) << 2))
  const half = (<usize>(ROWS_TOGETHER * widest)) << 2
  for (let r = r0; r < r1; r += ROWS_TOGETHER) {
    const rows = r + ROWS_TOGETHER < r1 ? ROWS_TOGETHER : r1 - r
    let from = x + ((<usize>r * <usize>inputs) << 2)
    for (let layer: i32 = 0; layer < layers; layer++) {
      const p = plan + (<usize>(layer * 5) << 2)
      const width = load<i32>(p)
      const units = load<i32>(p, 4)
      const last = layer == layers - 1
      const to = last ? y + ((<usize>r * <usize>outputs) << 2) : buffers + <usize>(layer & 1) * half
      gemmPacked(from, width, <usize>load<u32>(p, 8), to, units, 0, rows, units, width, false, scratch)
      finishRows(load<i32>(p, 16), to, units, <usize>load<u32>(p, 12), rows, units)
      from = to
    }
  }
}

@inline
function scale(activation: i32, dy: usize, y: usize, out: usize, width: i32): void {
  for (let i: i32 = 0; i < width; i += 4) {
    const o = (<usize>i) << 2
    const rest = width - i
    store4(out + o, f32x4.mul(load4(dy + o, rest), slopeAt(activation, load4(y + o, rest))), rest)
  }
}

/** out = dy · slope of the activation whose values are y, on `count` floats; out may be dy. */
export function slope(activation: i32, dy: usize, y: usize, out: usize, count: i32): void {
  if (activation == RELU) scale(RELU, dy, y, out, count)
  else if (activation == SIGMOID) scale(SIGMOID, dy, y, out, count)
  else if (activation == TANH) scale(TANH, dy, y, out, count)
  else if (out != dy) memory.copy(out, dy, (<usize>count) << 2)
}

/**
 * Rows m0 … m1, columns k0 … k1 of out[·, inputs] = (delta[·, units] · kernelᵀ) · slope of the activation that gave
 * `values` [·, inputs].
 */
export function denseBack(
  delta: usize, units: i32, kernel: usize, values: usize, activation: i32, out: usize, inputs: i32,
  m0: i32, m1: i32, k0: i32, k1: i32, scratch: usize,
): void {
  gemm(delta, units, 0, kernel, units, 1, out, inputs, m0, m1, k0, k1, units, 0, scratch)
  for (let r = m0; r < m1; r++) {
    const o = (<usize>r * <usize>inputs + <usize>k0) << 2
    slope(activation, out + o, values + o, out + o, k1 - k0)
  }
}
