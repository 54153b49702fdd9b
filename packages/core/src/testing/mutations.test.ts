import { expect, test } from 'vitest'
import { createRng } from '../rng/rng'
import { mutations } from '.'

const file = Uint8Array.from({ length: 300 }, (_, i) => i)
const make = (seed: number, count = 2000): Uint8Array[] => [
  ...mutations(file, { count, rng: createRng(seed) }),
]

test('the same stream does the same damage, another one another', () => {
  expect(make(1, 50)).toEqual(make(1, 50))
  expect(make(1, 50)).not.toEqual(make(2, 50))
})

test('does every kind of damage, and leaves the file alone', () => {
  const variants = make(1)
  expect(variants).toHaveLength(2000)
  expect(variants.filter(({ length }) => length < 300).length).toBeGreaterThan(200)
  expect(variants.filter(({ length }) => length > 300).length).toBeGreaterThan(200)
  expect(
    variants.filter((variant) => variant.length === 300 && variant.some((byte, i) => byte !== file[i]))
      .length,
  ).toBeGreaterThan(200)
  const has = (...bytes: readonly number[]): boolean =>
    variants.some((variant) => variant.some((_, at) => bytes.every((byte, i) => variant[at + i] === byte)))
  expect(has(255, 255, 255, 127)).toBe(true)
  expect(has(127, 255, 255, 255)).toBe(true)
  expect(has(255, 255, 255, 255, 255, 255, 255, 255)).toBe(true)
  expect(file).toEqual(Uint8Array.from({ length: 300 }, (_, i) => i))
})

test('takes an empty file', () => {
  const variants = [...mutations(new Uint8Array(0), { count: 200, rng: createRng(1) })]
  expect(variants.some(({ length }) => length > 0)).toBe(true)
})
