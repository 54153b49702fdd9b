import { expect, test } from 'vitest'
import { commonPairs, meanRun, placeAccuracy, unitCounts } from './unit-figures'

/** Two clips of six units: word 0 goes 0 0 1 1 2 2, word 1 goes 2 2 2 2 2 2. */
const clips = { units: [0, 0, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2], length: 6, words: [0, 1] }

test('a code tells its word and third where it stands nowhere else', () => {
  // Codes 0 and 1 are always right; of code 2, any one third of the second word or the last of the first: 2 of 8.
  const { accuracy, prior } = placeAccuracy(clips, clips, 3)
  expect(accuracy).toBeCloseTo((2 + 2 + 2) / 12, 12)
  expect(prior).toBeCloseTo(2 / 12, 12)
})

test('runs end with a clip', () => {
  expect(meanRun(clips)).toBe(12 / 4)
})

test('pairs are counted that enough clips hold', () => {
  expect([...commonPairs(clips, 3, 2)]).toEqual([[8, 0]])
  const pairs = commonPairs(clips, 3, 1)
  expect([...pairs.keys()]).toEqual([0, 1, 4, 5, 8])
  expect(Array.from(unitCounts(clips, 3, pairs))).toEqual([2, 2, 2, 1, 1, 1, 1, 1, 0, 0, 6, 0, 0, 0, 0, 5])
})
