import { createRng } from '@ae/core'
import { expect, test } from 'vitest'
import { meanRanks, meanSurprises, rankAmong, rankReference, surpriseAmong } from './ranks'

test('a rank is the share of scores below, straight between them, and grows on beyond the last', () => {
  const reference = rankReference([30, 10, 20, 40])
  expect([10, 20, 30, 40].map((score) => rankAmong(reference, score))).toEqual([0.125, 0.375, 0.625, 0.875])
  expect(rankAmong(reference, 25)).toBe(0.5)
  expect(rankAmong(reference, 12.5)).toBe(0.1875)
  // The upper half spreads over 10.
  expect(rankAmong(reference, 60)).toBeCloseTo((3.5 + Math.log(3)) / 4, 14)
  expect(rankAmong(reference, 0)).toBeCloseTo((0.5 - Math.log(2)) / 4, 14)
})

test('ranks keep the order of scores, also far out and among ties', () => {
  const rng = createRng(1)
  for (const scores of [rng.normalArray(50), Float32Array.of(1, 1, 1, 1), Float32Array.of(0, 0, 5)]) {
    const reference = rankReference(scores)
    const ladder = Array.from({ length: 400 }, (_, i) => -20 + i / 10)
    const ranks = ladder.map((score) => rankAmong(reference, score))
    ranks.slice(1).forEach((rank, i) => expect(rank).toBeGreaterThanOrEqual(ranks[i] ?? 0))
    expect(ranks.every(Number.isFinite)).toBe(true)
    expect(ranks.at(-1)).toBeGreaterThan(ranks.at(-2) ?? 0)
  }
})

test('every member has one vote, whatever its unit', () => {
  const reference = rankReference([1, 2, 3, 4])
  const large = rankReference([1e6, 2e6, 3e6, 4e6])
  const votes = meanRanks([
    { reference, scores: [1, 4] },
    { reference: large, scores: [4e6, 4e6] },
  ])
  expect(Array.from(votes)).toEqual([0.5, 0.875])
})

test('surprise is the logarithm of a p-value, and one who is sure is heard', () => {
  const reference = rankReference([10, 20, 30, 40])
  const surprises = [10, 25, 40].map((score) => surpriseAmong(reference, score))
  expect(surprises[0]).toBeCloseTo(-Math.log(0.875), 14)
  expect(surprises[1]).toBeCloseTo(Math.log(2), 14)
  expect(surprises[2]).toBeCloseTo(Math.log(8), 14)
  // The upper half spreads over 10.
  expect(surpriseAmong(reference, 60)).toBeCloseTo(Math.log(8) + Math.log(3), 12)
  const ladder = Array.from({ length: 400 }, (_, i) => surpriseAmong(reference, i / 2))
  ladder.slice(1).forEach((surprise, i) => expect(surprise).toBeGreaterThanOrEqual(ladder[i] ?? 0))
  // Ranks tie who is surely out for one with who is near the edge for both; surprise does not.
  const many = rankReference(Array.from({ length: 100 }, (_, i) => i))
  const votes = [
    { reference: many, scores: [500, 90] },
    { reference: many, scores: [70, 90] },
  ]
  const [sure = 0, edge = 0] = meanSurprises(votes)
  expect(sure).toBeGreaterThan(edge)
  const [one = 0, both = 0] = meanRanks(votes)
  expect(one).toBeLessThan(both)
})
