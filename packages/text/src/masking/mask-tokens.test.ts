import { createRng } from '@ae/core'
import { expect, test } from 'vitest'
import { maskTokens, SPECIAL_TOKENS } from '..'

const V = 1000
const COUNT = 100_000
/** One in ten is special. */
const tokens = Int32Array.from({ length: COUNT }, (_, i) => (i % 10 === 0 ? (i / 10) % 5 : 5 + (i % (V - 5))))

test('of the words 15 % are chosen, of these 80 % hidden, 10 % replaced, 10 % left', () => {
  const { inputs, chosen } = maskTokens(tokens, { vocabularySize: V, rng: createRng(1) })
  let [words, picked, hidden, same, special, changed] = [0, 0, 0, 0, 0, 0]
  const drawn = new Set<number>()
  for (const [i, token] of tokens.entries()) {
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

test('is the same for the same seed, and leaves the tokens alone', () => {
  const few = tokens.slice(0, 1000)
  const before = Int32Array.from(few)
  const [a, b, c] = [1, 1, 2].map((seed) => maskTokens(few, { vocabularySize: V, rng: createRng(seed) }))
  expect(a).toEqual(b)
  expect(a).not.toEqual(c)
  expect(few).toEqual(before)
})

test('at rate 1 every word is chosen', () => {
  const { chosen } = maskTokens(tokens, { vocabularySize: V, rate: 1, rng: createRng(1) })
  expect(chosen.every((flag, i) => flag === Number((tokens[i] ?? 0) >= 5))).toBe(true)
})

test('mistakes are named', () => {
  expect(() =>
    maskTokens(tokens, { vocabularySize: 5, rng: createRng(1) }),
  ).toThrowErrorMatchingInlineSnapshot(
    `[AeError: maskTokens: \`vocabularySize\` must be an integer above 5, the number of special tokens. Received: 5.]`,
  )
  expect(() =>
    maskTokens(tokens, { vocabularySize: V, rate: 0, rng: createRng(1) }),
  ).toThrowErrorMatchingInlineSnapshot(
    `[AeError: maskTokens: \`rate\` must be a number > 0 and ≤ 1. Received: 0.]`,
  )
})
