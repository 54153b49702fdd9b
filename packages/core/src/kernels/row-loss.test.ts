import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { createRng } from '../rng/rng'
import { rowLoss } from './row-loss'

test('a row of squared errors and of cross-entropies, by hand', () => {
  const [target, prediction] = [
    tf.tensor2d([
      [1, 0],
      [0, 1],
    ]),
    tf.tensor2d([
      [0.5, 1],
      [0, 3],
    ]),
  ]
  const squares = rowLoss('squaredError', target, prediction)
  expect(Array.from(squares.dataSync())).toEqual([1.25, 4])
  const half = rowLoss('squaredError', target, prediction, 0.5)
  expect(Array.from(half.dataSync())).toEqual([0.625, 2])
  const softplus = (x: number): number => Math.log(1 + Math.exp(x))
  const entropies = rowLoss('bernoulli', target, prediction).dataSync()
  expect(entropies[0]).toBeCloseTo(softplus(0.5) - 0.5 + softplus(1), 5)
  expect(entropies[1]).toBeCloseTo(softplus(0) + softplus(3) - 3, 5)
  tf.dispose([target, prediction, squares, half])
})

test('integers are taken as numbers', () => {
  const rows = tf.tidy(() =>
    Array.from(
      rowLoss('squaredError', tf.tensor2d([[255, 0]], [1, 2], 'int32'), tf.tensor2d([[250, 2]])).dataSync(),
    ),
  )
  expect(rows).toEqual([29])
})

test('nothing is left behind', () => {
  const x = createRng(1).uniform([4, 6])
  const before = tf.memory().numTensors
  rowLoss('bernoulli', x, x, 0.5).dispose()
  expect(tf.memory().numTensors).toBe(before)
  x.dispose()
})
