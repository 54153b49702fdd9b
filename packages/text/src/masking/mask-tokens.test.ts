import { createRng } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { maskTokens, SPECIAL_TOKENS } from '..'

const V = 1000
const [ROWS, LENGTH] = [1000, 100]
/** One in ten is special. */
const numbers = Int32Array.from({ length: ROWS * LENGTH }, (_, i) =>
  i % 10 === 0 ? (i / 10) % 5 : 5 + (i % (V - 5)),
)

async function masked(seed: number, rate = 0.15, rows = ROWS) {
  const tokens = tf.tensor2d(numbers.subarray(0, rows * LENGTH), [rows, LENGTH], 'int32')
  const { inputs, chosen } = maskTokens(tokens, { vocabularySize: V, rate, rng: createRng(seed) })
  const result = { inputs: await inputs.data(), chosen: await chosen.data(), dtype: inputs.dtype }
  tf.dispose([tokens, inputs, chosen])
  return result
}

test('of the words 15 % are chosen, of these 80 % hidden, 10 % replaced, 10 % left', async () => {
  const { inputs, chosen, dtype } = await masked(1)
  expect(dtype).toBe('int32')
  let [words, picked, hidden, same, special, changed] = [0, 0, 0, 0, 0, 0]
  const drawn = new Set<number>()
  for (const [i, token] of numbers.entries()) {
    if (token >= 5) words++
    if (chosen[i] !== 1) {
      if (inputs[i] !== token) changed++
      continue
    }
    picked++
    if (token < 5) special++
    if (inputs[i] === SPECIAL_TOKENS.mask) hidden++
    else if (inputs[i] === token) same++
    else drawn.add(inputs[i] ?? -1)
  }
  expect([special, changed]).toEqual([0, 0])
  expect(Math.abs(picked / words - 0.15)).toBeLessThan(0.005)
  expect(Math.abs(hidden / picked - 0.8)).toBeLessThan(0.015)
  expect(Math.abs(same / picked - 0.1)).toBeLessThan(0.012)
  expect(Math.min(...drawn)).toBeGreaterThanOrEqual(5)
  expect(Math.max(...drawn)).toBeLessThan(V)
  expect(drawn.size).toBeGreaterThan(600)
})

test('is the same for the same seed', async () => {
  const [a, b, c] = [await masked(1, 0.15, 10), await masked(1, 0.15, 10), await masked(2, 0.15, 10)]
  expect(a).toEqual(b)
  expect(a).not.toEqual(c)
})

test('every row has one to be told, unless it has no word', async () => {
  const { chosen } = await masked(1, 1e-6)
  for (let row = 0; row < ROWS; row++)
    expect(chosen.subarray(row * LENGTH, (row + 1) * LENGTH).filter((flag) => flag === 1)).toHaveLength(1)
  const none = tf.tidy(() =>
    maskTokens(tf.zeros([2, 3], 'int32'), { vocabularySize: V, rng: createRng(1) }).chosen.sum(),
  )
  expect((await none.data())[0]).toBe(0)
  none.dispose()
})

test('at rate 1 every word is chosen', async () => {
  const { chosen } = await masked(1, 1, 10)
  expect(chosen.every((flag, i) => flag === Number((numbers[i] ?? 0) >= 5))).toBe(true)
})

test('mistakes are named', () => {
  const tokens = tf.zeros([2, 3], 'int32')
  const rng = createRng(1)
  expect(() => maskTokens(tokens, { vocabularySize: 5, rng })).toThrowErrorMatchingInlineSnapshot(
    `[AeError: maskTokens: \`vocabularySize\` must be an integer above 5, the number of special tokens. Received: 5.]`,
  )
  expect(() => maskTokens(tokens, { vocabularySize: V, rate: 0, rng })).toThrowErrorMatchingInlineSnapshot(
    `[AeError: maskTokens: \`rate\` must be a number > 0 and ≤ 1. Received: 0.]`,
  )
  expect(() =>
    tf.tidy(() => maskTokens(tokens.toFloat(), { vocabularySize: V, rng }).chosen),
  ).toThrowErrorMatchingInlineSnapshot(
    `[AeError: maskTokens: expected int32 tokens [B, T]. Received: float32 [2, 3].]`,
  )
  tokens.dispose()
})
