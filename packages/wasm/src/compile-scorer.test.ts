import { asNetwork, conv2dEncoder, createRng, inferenceContext, mlp } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { compileScorer } from './compile-scorer'

const request = { subject: 'test', inputShape: [3, 5], outputShape: [2, 2], rng: createRng(1) }

test.each(['relu', 'tanh', 'sigmoid', 'linear'] as const)(
  'a compiled network of %s layers gives what the network gives, for one row and for many',
  async (activation) => {
    const network = asNetwork(mlp({ hiddenUnits: [9, 4], activation, outputActivation: 'sigmoid' }), request)
    const score = await compileScorer(network)
    const x = createRng(2).normal([203, 3, 5])
    const y = network.apply(x, inferenceContext())
    const [expected, rows] = [await y.data(), await x.data()]
    expect([...score(rows)]).toEqual(Array.from(expected, (value) => expect.closeTo(value, 5)))
    expect(score(rows.slice(0, 15))).toEqual(score(rows).slice(0, 4))
    expect(score([])).toHaveLength(0)
    tf.dispose([x, y])
    network.dispose()
  },
)

test('what was compiled outlives its network, and no call changes the result of another', async () => {
  const network = asNetwork(mlp({ hiddenUnits: [6] }), { ...request, inputShape: [3] })
  const score = await compileScorer(network)
  network.dispose()
  const first = score([1, 2, 3])
  const copy = first.slice()
  score(createRng(3).normalArray(3000))
  expect(first).toEqual(copy)
  expect(score([1, 2, 3])).toEqual(copy)
})

test('relaxed or not, the numbers agree', async () => {
  const network = asNetwork(mlp({ hiddenUnits: [33, 7] }), request)
  const [strict, relaxed] = [await compileScorer(network), await compileScorer(network, { simd: 'relaxed' })]
  const rows = createRng(4).normalArray(15 * 13)
  expect([...relaxed(rows)]).toEqual(Array.from(strict(rows), (value) => expect.closeTo(value, 5)))
  network.dispose()
})

test('what cannot be compiled is refused', async () => {
  const conv = asNetwork(conv2dEncoder(), { ...request, inputShape: [8, 8, 1], outputShape: [2] })
  await expect(compileScorer(conv)).rejects.toThrowErrorMatchingInlineSnapshot(
    `[AeError: compileScorer: expected dense layers with linear, relu, sigmoid, tanh. Received: Conv2D with 'relu'.]`,
  )
  const elu = asNetwork(mlp({ hiddenUnits: [4], activation: 'elu' }), request)
  await expect(compileScorer(elu)).rejects.toThrowErrorMatchingInlineSnapshot(
    `[AeError: compileScorer: expected dense layers with linear, relu, sigmoid, tanh. Received: Dense with 'elu'.]`,
  )
  const linear = asNetwork(mlp({ hiddenUnits: [] }), request)
  const score = await compileScorer(linear)
  expect(() => score([1, 2])).toThrowErrorMatchingInlineSnapshot(
    `[AeError: compileScorer: expected rows of 15 numbers. Received: 2 numbers.]`,
  )
  for (const network of [conv, elu, linear]) network.dispose()
})
