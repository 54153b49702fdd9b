// Dense layers: a product, and what is done to its sums while they are still in the cache.

import { activate, load4, RELU, SIGMOID, slopeAt, store4, TANH } from './activation'
import { gemm } from './gemm'

@inline
function finish(activation: i32, y: usize, bias: usize, width: i32): void {
  for (let i: i32 = 0; i < width; i += 4) {
    const o = (<usize>i) << 2
    const rest = width - i
    store4(y + o, activate(activation, f32x4.add(load4(y + o, rest), load4(bias + o, rest))), rest)
  }
}

/** Rows m0 … m1, columns n0 … n1 of y[·, units] = activation(x[·, inputs] · kernel + bias). */
export function dense(
  x: usize, inputs: i32, kernel: usize, bias: usize, y: usize, units: i32, activation: i32,
  m0: i32, m1: i32, n0: i32, n1: i32, scratch: usize,
): void {
  gemm(x, inputs, 0, kernel, units, 0, y, units, m0, m1, n0, n1, inputs, 0, scratch)
  const b = bias + ((<usize>n0) << 2)
  const width = n1 - n0
  for (let r = m0; r < m1; r++) {
    const row = y + ((<usize>r * <usize>units + <usize>n0) << 2)
    // Each case is compiled on its own, so that no loop asks what it does.
    if (activation == RELU) finish(RELU, row, b, width)
    else if (activation == SIGMOID) finish(SIGMOID, row, b, width)
    else if (activation == TANH) finish(TANH, row, b, width)
    else finish(-1, row, b, width)
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
