import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { codeUsage } from './code-usage'
import { countCodes } from './count-codes'

test('perplexity is the number of codes where all are used alike, 1 where one is, 0 where none is', () => {
  expect(codeUsage([5, 5, 5, 5]).perplexity).toBeCloseTo(4, 12)
  expect(codeUsage([0, 9, 0])).toEqual({
    vectors: 9,
    codes: 3,
    used: 1,
    dead: 2,
    perplexity: 1,
    restarts: [],
  })
  expect(codeUsage([0, 0]).perplexity).toBe(0)
  // −½ log ½ − 2 · ¼ log ¼ = 1.5 log 2
  expect(codeUsage([2, 1, 1, 0]).perplexity).toBeCloseTo(2 ** 1.5, 12)
})

test('codes are counted for each place, and padding nowhere', async () => {
  const indices = tf.tensor2d([0, 2, 1, 2, -1, -1, 0, 0], [4, 2], 'int32')
  const counts = countCodes(indices, 3)
  expect(await counts.array()).toEqual([
    [2, 1, 0],
    [1, 0, 2],
  ])
  tf.dispose([indices, counts])
})
