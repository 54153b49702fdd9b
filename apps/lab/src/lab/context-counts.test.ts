import { createRng } from '@ae/core'
import { expect, test } from 'vitest'
import { type CodeMaps, codeCounts, contextCountNll, drawUnigrams, unigramEntropy } from './context-counts'

const maps: CodeMaps = {
  rows: [
    [0, 1, 1, 0],
    [0, 1, 1, 1],
    [0, 0, 1, 0],
  ].map((row) => Int32Array.from(row)),
  width: 2,
  codebookSize: 2,
}

test('single codes take the entropy of their shares', () => {
  expect(Array.from(codeCounts(maps))).toEqual([6, 6])
  expect(unigramEntropy(maps)).toBeCloseTo(Math.log(2), 12)
})

test('a code takes what its left, its above and its place leave open, by counts with so much added', () => {
  const fresh = { ...maps, rows: [Int32Array.from([0, 1, 1, 0]), Int32Array.from([1, 1, 0, 0])] }
  // place 0: 0 always, 3 of 3; place 1 after 0: 1 in 2 of 3; place 2 below 0: 1 in 3 of 3; place 3 after 1, below 1: 0 in 1 of 2
  const first = [4 / 5, 3 / 5, 4 / 5, 2 / 4]
  // place 0: 1 never; place 1 after 1, place 2 below 1, and place 3 after 0, below 1: never seen
  const second = [1 / 5, 1 / 2, 1 / 2, 1 / 2]
  const nats = [...first, ...second].reduce((sum, p) => sum - Math.log(p), 0) / 8
  expect(contextCountNll(maps, fresh, 1)).toBeCloseTo(nats, 12)
})

test('contexts that say everything leave nothing, where unigrams cannot tell', () => {
  const stripes: CodeMaps = {
    rows: Array.from({ length: 50 }, (_, i) => Int32Array.from([i % 2, 1 - (i % 2), i % 2, 1 - (i % 2)])),
    width: 2,
    codebookSize: 2,
  }
  expect(unigramEntropy(stripes)).toBeCloseTo(Math.log(2), 12)
  // All but the first code of a map follow from it.
  expect(contextCountNll(stripes, stripes, 1e-9)).toBeCloseTo(Math.log(2) / 4, 6)
})

test('unigrams are drawn as often as they are, and alike from the same seed', () => {
  const rows = drawUnigrams({ ...maps, rows: [Int32Array.from([0, 1, 1, 1])] }, 5000, createRng(1))
  const ones = rows.reduce((sum, row) => sum + row.reduce((total, code) => total + code, 0), 0)
  expect(rows[0]?.length).toBe(4)
  expect(ones / 20_000).toBeGreaterThan(0.74)
  expect(ones / 20_000).toBeLessThan(0.76)
  expect(drawUnigrams(maps, 3, createRng(2))).toEqual(drawUnigrams(maps, 3, createRng(2)))
})
