import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { AeError } from '../errors/ae-error'
import { restoreNetwork } from './restore-network'

const layer = (name: string, from: string): object => ({
  class_name: 'Activation',
  name,
  config: { activation: 'linear', name },
  inbound_nodes: [[[from, 0, 0, {}]]],
})
const graph = (...layers: object[]): object => ({
  class_name: 'Model',
  config: {
    name: 'm',
    layers: [
      {
        class_name: 'InputLayer',
        name: 'i',
        config: { batch_input_shape: [null, 2], name: 'i' },
        inbound_nodes: [],
      },
      ...layers,
    ],
    input_layers: [['i', 0, 0]],
    output_layers: [['b', 0, 0]],
  },
})
const sequential = (...layers: object[]): object => ({
  class_name: 'Sequential',
  config: { name: 's', layers },
})

test('a graph of layers is built', async () => {
  const network = await restoreNetwork({ kind: 'layers', config: graph(layer('a', 'i'), layer('b', 'a')) })
  expect(network.outputShape).toEqual([2])
  network.dispose()
})

test.each([
  ['layers that wait for each other', graph(layer('a', 'b'), layer('b', 'a'))],
  ['a layer that waits for one that is not there', graph(layer('a', 'x'), layer('b', 'a'))],
  ['an output that is not there', graph(layer('a', 'i'))],
  [
    'a weight under a key that tfjs would rename',
    sequential({ className: 'Dense', config: { units: 3000, batch_input_shape: [null, 3000], name: 'd' } }),
  ],
  [
    'a weight under a key with two underscores',
    sequential({ class__name: 'Dense', config: { units: 3000, batch_input_shape: [null, 3000], name: 'd' } }),
  ],
  [
    'a cell of a recurrent layer that hides its class',
    sequential({
      class_name: 'RNN',
      config: {
        cell: { className: 'GRUCell', config: { units: 900 } },
        batch_input_shape: [null, 2, 900],
        name: 'd',
      },
    }),
  ],
  [
    'states of a large fixed batch',
    sequential({
      class_name: 'GRU',
      config: { units: 1, batch_input_shape: [3_000_000, 2, 1], name: 'd', stateful: true },
    }),
  ],
  [
    'a large fixed batch',
    sequential({ class_name: 'Dense', config: { units: 1, batch_input_shape: [3_000_000, 1], name: 'd' } }),
  ],
  [
    'too many weights',
    sequential({ class_name: 'Dense', config: { units: 3000, batch_input_shape: [null, 3000], name: 'd' } }),
  ],
  ['lists in lists without end', JSON.parse('['.repeat(2e4) + ']'.repeat(2e4)) as object],
])('%s are refused, and nothing is allocated', async (_, config) => {
  const before = tf.memory()
  const error = await restoreNetwork({ kind: 'layers', config }, { maxWeights: 10 }).catch(
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(AeError)
  expect(tf.memory().numBytes).toBeLessThan(before.numBytes + 1000)
  expect(tf.memory().numTensors).toBe(before.numTensors)
})
