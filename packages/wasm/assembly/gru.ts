// A gated recurrent unit over whole sequences: rows of the batch never meet, so each thread walks its own through time.
//
// Everything is batch-major: [B, T, ·], so a step is a matrix whose rows lie T apart.

import { activate, HARD_SIGMOID, load4, RELU, SIGMOID, slopeAt, store4, TANH } from './activation'
import { gemmPacked } from './gemm'

@inline
function at(base: usize, row: i32, length: i32, step: i32, width: i32): usize {
  return base + ((<usize>((row * length + step) * width)) << 2)
}

/**
 * Rows b0 … b1 of the states [B, T, H].
 *
 * `gates` [B, T, 3H] holds x·kernel + bias and then update, reset and candidate; `previous` and `reset` [B, T, H] take
 * h(t−1) and r∘h(t−1) for the backward pass; `initial` [B, H], or 0 for zeros; `inner` has room for [B, 2H].
 * `packedGates` and `packedCandidate` are the recurrent kernel's first 2H and last H columns as `packAll` lays them out.
 */
export function gru(
  gates: usize, packedGates: usize, packedCandidate: usize, initial: usize, states: usize, previous: usize, reset: usize,
  inner: usize, length: i32, units: i32, gateActivation: i32, activation: i32, b0: i32, b1: i32, scratch: usize,
): void {
  const bytes = (<usize>units) << 2
  for (let t: i32 = 0; t < length; t++) {
    for (let b = b0; b < b1; b++) {
      const target = at(previous, b, length, t, units)
      if (t > 0) memory.copy(target, at(states, b, length, t - 1, units), bytes)
      else if (initial != 0) memory.copy(target, initial + <usize>b * bytes, bytes)
      else memory.fill(target, 0, bytes)
    }
    const step = (<usize>(t * units)) << 2
    gemmPacked(previous + step, length * units, packedGates, inner, 2 * units, b0, b1, 2 * units, units, false, scratch)
    for (let b = b0; b < b1; b++) {
      const g = at(gates, b, length, t, 3 * units)
      const sums = inner + <usize>b * 2 * bytes
      const h = at(previous, b, length, t, units)
      const rh = at(reset, b, length, t, units)
      for (let i: i32 = 0; i < units; i += 4) {
        const o = (<usize>i) << 2
        const rest = units - i
        const z = gate(gateActivation, f32x4.add(load4(g + o, rest), load4(sums + o, rest)))
        const r = gate(gateActivation, f32x4.add(load4(g + bytes + o, rest), load4(sums + bytes + o, rest)))
        store4(g + o, z, rest)
        store4(g + bytes + o, r, rest)
        store4(rh + o, f32x4.mul(r, load4(h + o, rest)), rest)
      }
    }
    gemmPacked(reset + step, length * units, packedCandidate, inner, 2 * units, b0, b1, units, units, false, scratch)
    for (let b = b0; b < b1; b++) {
      const g = at(gates, b, length, t, 3 * units)
      const sums = inner + <usize>b * 2 * bytes
      const h = at(previous, b, length, t, units)
      const next = at(states, b, length, t, units)
      for (let i: i32 = 0; i < units; i += 4) {
        const o = (<usize>i) << 2
        const rest = units - i
        const c = candidate(activation, f32x4.add(load4(g + 2 * bytes + o, rest), load4(sums + o, rest)))
        const z = load4(g + o, rest)
        store4(g + 2 * bytes + o, c, rest)
        store4(next + o, f32x4.add(f32x4.mul(z, load4(h + o, rest)), f32x4.mul(f32x4.sub(f32x4.splat(1), z), c)), rest)
      }
    }
  }
}

@inline
function gate(activation: i32, x: v128): v128 {
  return activation == SIGMOID ? activate(SIGMOID, x) : activate(HARD_SIGMOID, x)
}

@inline
function candidate(activation: i32, x: v128): v128 {
  if (activation == TANH) return activate(TANH, x)
  return activation == RELU ? activate(RELU, x) : x
}

/**
 * Rows b0 … b1 of what the loss says of the sums: `deltas` [B, T, 3H].
 *
 * `dStates` [B, T, H], or 0; `carry` [B, H] begins with the gradient of the last state and ends with that of the first;
 * `inner` has room for [B, H]. `packedGates` and `packedCandidate` are the recurrent kernel's parts, transposed.
 */
export function gruBack(
  gates: usize, previous: usize, dStates: usize, carry: usize, packedGates: usize, packedCandidate: usize, deltas: usize,
  inner: usize, length: i32, units: i32, gateActivation: i32, activation: i32, b0: i32, b1: i32, scratch: usize,
): void {
  const bytes = (<usize>units) << 2
  const one = f32x4.splat(1)
  for (let t = length - 1; t >= 0; t--) {
    for (let b = b0; b < b1; b++) {
      const g = at(gates, b, length, t, 3 * units)
      const d = at(deltas, b, length, t, 3 * units)
      const h = at(previous, b, length, t, units)
      const own = carry + <usize>b * bytes
      const given = at(dStates, b, length, t, units)
      for (let i: i32 = 0; i < units; i += 4) {
        const o = (<usize>i) << 2
        const rest = units - i
        const dh = dStates == 0 ? load4(own + o, rest) : f32x4.add(load4(own + o, rest), load4(given + o, rest))
        const z = load4(g + o, rest)
        const c = load4(g + 2 * bytes + o, rest)
        const difference = f32x4.sub(load4(h + o, rest), c)
        store4(d + o, f32x4.mul(f32x4.mul(dh, difference), slopeAt(gateActivation, z)), rest)
        store4(d + 2 * bytes + o, f32x4.mul(f32x4.mul(dh, f32x4.sub(one, z)), slopeAt(activation, c)), rest)
        store4(own + o, f32x4.mul(dh, z), rest)
      }
    }
    const step = (<usize>(t * 3 * units)) << 2
    gemmPacked(deltas + step + 2 * bytes, length * 3 * units, packedCandidate, inner, units, b0, b1, units, units, false, scratch)
    for (let b = b0; b < b1; b++) {
      const r = at(gates, b, length, t, 3 * units) + bytes
      const d = at(deltas, b, length, t, 3 * units) + bytes
      const h = at(previous, b, length, t, units)
      const own = carry + <usize>b * bytes
      const dReset = inner + <usize>b * bytes
      for (let i: i32 = 0; i < units; i += 4) {
        const o = (<usize>i) << 2
        const rest = units - i
        const value = load4(r + o, rest)
        const drh = load4(dReset + o, rest)
        store4(d + o, f32x4.mul(f32x4.mul(drh, load4(h + o, rest)), slopeAt(gateActivation, value)), rest)
        store4(own + o, f32x4.add(load4(own + o, rest), f32x4.mul(drh, value)), rest)
      }
    }
    gemmPacked(deltas + step, length * 3 * units, packedGates, carry, units, b0, b1, units, 2 * units, true, scratch)
  }
}
