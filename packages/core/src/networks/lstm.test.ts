import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { inferenceContext } from '../models/live'
import { createRng } from '../rng/rng'
import { lstmEncoder } from './lstm'
import { restoreNetwork } from './restore-network'

const REQUEST = { subject: 'test', inputShape: [6, 2], outputShape: [3], rng: createRng(1) }

test('the forget gate is open at first, and what a file says of it is not overwritten', async () => {
  const network = lstmEncoder({ units: [2] })(REQUEST)
  const bias = (weights: Readonly<Record<string, tf.Variable>>): number[] =>
    Array.from(weights['0-lstm/bias']?.dataSync() ?? [])
  expect(bias(network.weights())).toEqual([0, 0, 1, 1, 0, 0, 0, 0])
  const again = await restoreNetwork(network.topology())
  expect(bias(again.weights())).toEqual([0, 0, 0, 0, 0, 0, 0, 0])
  network.dispose()
  again.dispose()
})

test('a step that came long ago is still in the code: the same input later gives another one', async () => {
  const network = lstmEncoder({ units: [4] })(REQUEST)
  const codes = tf.tidy(() => {
    const early = tf.tensor3d([[[9, 9], ...zeros(5)]])
    const late = tf.tensor3d([[...zeros(5), [9, 9]]])
    return [early, late, tf.zeros([1, 6, 2])].map((x) =>
      Array.from(network.apply(x, inferenceContext()).dataSync()),
    )
  })
  const [early = [], late = [], never = []] = codes
  expect(early).not.toEqual(never)
  expect(early).not.toEqual(late)
  network.dispose()
})

function zeros(count: number): number[][] {
  return Array.from({ length: count }, () => [0, 0])
}

test('units and shapes that make no sense are errors', () => {
  expect(() => lstmEncoder({ units: [] })).toThrow('`units` must name at least one layer')
  expect(() => lstmEncoder()({ ...REQUEST, inputShape: [6] })).toThrow(
    'expected a sequence [T, C] to a vector [D]',
  )
})
