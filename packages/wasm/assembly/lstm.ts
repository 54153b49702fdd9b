// Long short-term memory over whole sequences, batch-major as in gru.ts.

import { activate, HARD_SIGMOID, load4, RELU, SIGMOID, slopeAt, store4, TANH } from './activation'
import { gemmPacked } from './gemm'

@inline
function at(base: usize, row: i32, length: i32, step: i32, width: i32): usize {
  return base + ((<usize>((row * length + step) * width)) << 2)
}

@inline
function gate(activation: i32, x: v128): v128 {
  return activation == SIGMOID ? activate(SIGMOID, x) : activate(HARD_SIGMOID, x)
}

@inline
function state(activation: i32, x: v128): v128 {
  if (activation == TANH) return activate(TANH, x)
  return activation == RELU ? activate(RELU, x) : x
}

/** The state or cell before step `t`: of the step before, or what the sequence began with, or zeros. */
@inline
function before(series: usize, initial: usize, row: i32, length: i32, t: i32, units: i32, o: usize, rest: i32): v128 {
  if (t > 0) return load4(at(series, row, length, t - 1, units) + o, rest)
  return initial == 0 ? f32x4.splat(0) : load4(initial + ((<usize>(row * units)) << 2) + o, rest)
}

/**
 * Rows b0 … b1 of the states [B, T, H].
 *
 * `gates` [B, T, 4H] holds x·kernel + bias and then input, forget, candidate and output; `previous` and `cells`
 * [B, T, H] take h(t−1) and c(t) for the backward pass; `initial` and `initialCell` [B, H], or 0 for zeros; `inner` has
 * room for [B, 4H]. `packed` is the recurrent kernel as `packAll` lays it out.
 */
export function lstm(
  gates: usize, packed: usize, initial: usize, initialCell: usize, states: usize, previous: usize, cells: usize,
  inner: usize, length: i32, units: i32, gateActivation: i32, activation: i32, b0: i32, b1: i32, scratch: usize,
): void {
  const bytes = (<usize>units) << 2
  for (let t: i32 = 0; t < length; t++) {
    for (let b = b0; b < b1; b++) {
      const target = at(previous, b, length, t, units)
      for (let i: i32 = 0; i < units; i += 4) {
        const o = (<usize>i) << 2
        store4(target + o, before(states, initial, b, length, t, units, o, units - i), units - i)
      }
    }
    const step = (<usize>(t * units)) << 2
    gemmPacked(previous + step, length * units, packed, inner, 4 * units, b0, b1, 4 * units, units, false, scratch)
    for (let b = b0; b < b1; b++) {
      const g = at(gates, b, length, t, 4 * units)
      const sums = inner + <usize>b * 4 * bytes
      for (let i: i32 = 0; i < units; i += 4) {
        const o = (<usize>i) << 2
        const rest = units - i
        const p = g + o
        const q = sums + o
        const input = gate(gateActivation, f32x4.add(load4(p, rest), load4(q, rest)))
        const forget = gate(gateActivation, f32x4.add(load4(p + bytes, rest), load4(q + bytes, rest)))
        const candidate = state(activation, f32x4.add(load4(p + 2 * bytes, rest), load4(q + 2 * bytes, rest)))
        const output = gate(gateActivation, f32x4.add(load4(p + 3 * bytes, rest), load4(q + 3 * bytes, rest)))
        const kept = f32x4.mul(forget, before(cells, initialCell, b, length, t, units, o, rest))
        const cell = f32x4.add(kept, f32x4.mul(input, candidate))
        store4(p, input, rest)
        store4(p + bytes, forget, rest)
        store4(p + 2 * bytes, candidate, rest)
        store4(p + 3 * bytes, output, rest)
        store4(at(cells, b, length, t, units) + o, cell, rest)
        store4(at(states, b, length, t, units) + o, f32x4.mul(output, state(activation, cell)), rest)
      }
    }
  }
}

/**
 * Rows b0 … b1 of what the loss says of the sums: `deltas` [B, T, 4H].
 *
 * `dStates` [B, T, H]; `carry` and `carryCell` [B, H] begin with what the loss says of the last state and cell beside
 * that, and end with the gradients of the first. `packed` is the recurrent kernel, transposed.
 */
export function lstmBack(
  gates: usize, cells: usize, initialCell: usize, dStates: usize, carry: usize, carryCell: usize, packed: usize, deltas: usize,
  length: i32, units: i32, gateActivation: i32, activation: i32, b0: i32, b1: i32, scratch: usize,
): void {
  const bytes = (<usize>units) << 2
  for (let t = length - 1; t >= 0; t--) {
    for (let b = b0; b < b1; b++) {
      const g = at(gates, b, length, t, 4 * units)
      const d = at(deltas, b, length, t, 4 * units)
      const own = (<usize>b) * bytes
      for (let i: i32 = 0; i < units; i += 4) {
        const o = (<usize>i) << 2
        const rest = units - i
        const input = load4(g + o, rest)
        const forget = load4(g + bytes + o, rest)
        const candidate = load4(g + 2 * bytes + o, rest)
        const output = load4(g + 3 * bytes + o, rest)
        const shown = state(activation, load4(at(cells, b, length, t, units) + o, rest))
        const dh = f32x4.add(load4(carry + own + o, rest), load4(at(dStates, b, length, t, units) + o, rest))
        const through = f32x4.mul(f32x4.mul(dh, output), slopeAt(activation, shown))
        const dc = f32x4.add(load4(carryCell + own + o, rest), through)
        const old = before(cells, initialCell, b, length, t, units, o, rest)
        store4(d + o, f32x4.mul(f32x4.mul(dc, candidate), slopeAt(gateActivation, input)), rest)
        store4(d + bytes + o, f32x4.mul(f32x4.mul(dc, old), slopeAt(gateActivation, forget)), rest)
        store4(d + 2 * bytes + o, f32x4.mul(f32x4.mul(dc, input), slopeAt(activation, candidate)), rest)
        store4(d + 3 * bytes + o, f32x4.mul(f32x4.mul(dh, shown), slopeAt(gateActivation, output)), rest)
        store4(carryCell + own + o, f32x4.mul(dc, forget), rest)
      }
    }
    const step = (<usize>(t * 4 * units)) << 2
    gemmPacked(deltas + step, length * 4 * units, packed, carry, units, b0, b1, units, 4 * units, false, scratch)
  }
}
