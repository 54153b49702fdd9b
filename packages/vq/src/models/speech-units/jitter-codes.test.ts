import { createRng } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { jitterCodes } from './jitter-codes'

/** Every code says where it stood: [rows, length, 2]. */
const places = (rows: number, length: number): tf.Tensor =>
  tf.tidy(() => tf.range(0, length).reshape([1, length, 1]).tile([rows, 1, 2]))

async function taken(
  codes: tf.Tensor,
  probability: number,
  mask?: tf.Tensor,
): Promise<readonly Float32Array[]> {
  const options = { probability, rng: createRng(1) }
  const moved = jitterCodes(codes, mask === undefined ? options : { ...options, mask })
  const [rows = 0, length = 0] = moved.shape
  const values = (await moved.data()) as Float32Array
  moved.dispose()
  // Both numbers of a code go together.
  expect(values.every((value, i) => value === values[i - (i % 2)])).toBe(true)
  const first = values.filter((_, i) => i % 2 === 0)
  return Array.from({ length: rows }, (_, row) => first.slice(row * length, (row + 1) * length))
}

test('probability 0 changes nothing', async () => {
  const codes = createRng(2).normal([3, 5, 4])
  const moved = jitterCodes(codes, { probability: 0, rng: createRng(1) })
  expect(await moved.data()).toEqual(await codes.data())
  tf.dispose([codes, moved])
})

test('codes go to either side equally often, as often as asked, and never further', async () => {
  const codes = places(100, 500)
  const moves = (await taken(codes, 0.12)).flatMap((row) => Array.from(row, (from, at) => from - at))
  const share = (move: number): number => moves.filter((each) => each === move).length / moves.length
  expect(share(-1) + share(0) + share(1)).toBe(1)
  // Standard deviations of both shares are .001; ends, which stay half of the time, take less than that.
  expect(share(-1)).toBeCloseTo(0.06, 2)
  expect(share(1)).toBeCloseTo(0.06, 2)
  codes.dispose()
})

test('there is nothing before the first, nor after the last real one', async () => {
  const codes = places(200, 4)
  const mask = tf.tidy(() => tf.tensor2d([[1, 1, 1, 0]]).tile([200, 1]))
  // Everybody moves who can.
  for (const [row, last] of [
    [await taken(codes, 1), 3],
    [await taken(codes, 1, mask), 2],
  ] as const) {
    const at = (place: number): number[] => [...new Set(row.map((each) => each[place] ?? -1))].sort()
    expect(at(0)).toEqual([0, 1])
    expect(at(1)).toEqual([0, 2])
    expect(at(last)).toEqual([last - 1, last])
  }
  const one = tf.ones([2, 1, 3])
  const still = jitterCodes(one, { probability: 1, rng: createRng(1) })
  expect(await still.data()).toEqual(await one.data())
  tf.dispose([codes, mask, one, still])
})

test('the gradient goes to the code that was taken', async () => {
  const codes = createRng(3).normal([2, 6, 3])
  const weights = createRng(4).normal([2, 6, 3])
  const slope = tf.tidy(() =>
    tf.grad((z: tf.Tensor) =>
      jitterCodes(z, { probability: 0.8, rng: createRng(1) })
        .mul(weights)
        .sum(),
    )(codes),
  )
  // The map is linear: the gradient of a sum is what the sum was multiplied with.
  const [through, direct] = tf.tidy(() => [
    jitterCodes(codes, { probability: 0.8, rng: createRng(1) })
      .mul(weights)
      .sum(),
    slope.mul(codes).sum(),
  ]) as [tf.Tensor, tf.Tensor]
  expect((await direct.data())[0]).toBeCloseTo((await through.data())[0] ?? Number.NaN, 4)
  const same = tf.tidy(() => slope.sub(weights).abs().max())
  expect((await same.data())[0]).toBeGreaterThan(0.1)
  tf.dispose([codes, weights, slope, through, direct, same])
})

test('mistakes are named', () => {
  const codes = tf.zeros([2, 3, 4])
  const rng = createRng(1)
  expect(() => jitterCodes(codes, { probability: 1.5, rng })).toThrowErrorMatchingInlineSnapshot(
    `[AeError: jitterCodes: \`probability\` must be a number ≥ 0 and ≤ 1. Received: 1.5.]`,
  )
  expect(() =>
    jitterCodes(codes, { probability: 0.5, rng, mask: tf.ones([2, 4]) }),
  ).toThrowErrorMatchingInlineSnapshot(
    `[AeError: jitterCodes: expected codes [B, T, D] and a mask [B, T]. Received: [2, 3, 4] and [2, 4].]`,
  )
  codes.dispose()
})
