import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { inferenceContext } from '../models/live'
import { createRng } from '../rng/rng'
import { asNetwork } from './as-network'
import { compileDense } from './compile-dense'
import { conv2dEncoder } from './conv2d'
import { mlp } from './mlp'

test.each(['relu', 'elu', 'tanh', 'sigmoid', 'softplus', 'linear'] as const)(
  'a compiled network of %s layers gives what the network gives',
  async (activation) => {
    const request = { subject: 'test', inputShape: [3, 5], outputShape: [2, 2], rng: createRng(1) }
    const network = asNetwork(mlp({ hiddenUnits: [9, 4], activation, outputActivation: 'sigmoid' }), request)
    const compiled = await compileDense(network)
    const x = createRng(2).normal([7, 3, 5])
    const y = network.apply(x, inferenceContext())
    const [expected, rows] = [await y.data(), await x.data()]
    expect([...compiled(rows)]).toEqual(Array.from(expected, (value) => expect.closeTo(value, 5)))
    expect(compiled(rows.slice(0, 15))).toEqual(compiled(rows).slice(0, 4))
    tf.dispose([x, y])
    network.dispose()
  },
)

test('what cannot be compiled is refused', async () => {
  const request = { subject: 'test', inputShape: [8, 8, 1], outputShape: [2], rng: createRng(1) }
  const network = asNetwork(conv2dEncoder(), request)
  await expect(compileDense(network)).rejects.toThrowErrorMatchingInlineSnapshot(
    `[AeError: compileDense: expected dense layers with linear, relu, elu, tanh, sigmoid, softplus. Received: Conv2D with 'relu'.]`,
  )
  network.dispose()
  const dense = asNetwork(mlp({ hiddenUnits: [] }), { ...request, inputShape: [3] })
  const compiled = await compileDense(dense)
  expect(() => compiled([1, 2])).toThrowErrorMatchingInlineSnapshot(
    `[AeError: compileDense: expected rows of 3 numbers. Received: 2 numbers.]`,
  )
  dense.dispose()
})
