import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { fromTensor } from '../data/from-tensor'
import { conv1dDecoder, conv1dEncoder } from '../networks/conv1d'
import { conv2dDecoder, conv2dEncoder } from '../networks/conv2d'
import { gruDecoder, gruEncoder } from '../networks/gru'
import { lstmDecoder, lstmEncoder } from '../networks/lstm'
import { mlp } from '../networks/mlp'
import { createRng } from '../rng/rng'
import { adam } from '../train/adam'
import { train } from '../train/train'
import { Autoencoder } from './autoencoder'
import { interpolate } from './interpolate'
import { reconstruct } from './reconstruct'
import { traverse } from './traverse'

test.each([
  ['mlp', [4, 4, 1], { encoder: mlp({ hiddenUnits: [8] }), decoder: mlp({ hiddenUnits: [8] }) }],
  [
    'conv2d',
    [7, 9, 2],
    { encoder: conv2dEncoder({ filters: [3, 4] }), decoder: conv2dDecoder({ filters: [4, 3] }) },
  ],
  [
    'conv1d',
    [11, 3],
    { encoder: conv1dEncoder({ filters: [3, 4] }), decoder: conv1dDecoder({ filters: [4, 3] }) },
  ],
  ['gru', [6, 3], { encoder: gruEncoder({ units: [5, 4] }), decoder: gruDecoder({ units: [5] }) }],
  ['lstm', [6, 3], { encoder: lstmEncoder({ units: [5, 4] }), decoder: lstmDecoder({ units: [5] }) }],
] as const)('%s networks fit together, train, and leave nothing behind', async (_, inputShape, networks) => {
  const before = tf.memory().numTensors
  const model = new Autoencoder({ inputShape: [...inputShape], latentDim: 3, ...networks })
  const x = createRng(1).uniform([6, ...inputShape])
  const losses: number[] = []
  for await (const event of train(model, fromTensor(x).batch(6), {
    steps: 30,
    optimizer: adam({ learningRate: 0.01 }),
  })) {
    if (event.type === 'step') losses.push(event.total)
  }
  expect(losses.at(-1)).toBeLessThan((losses[0] ?? 0) * 0.95)
  tf.tidy(() => {
    const path = interpolate(model, x.slice(0, 1), x.slice(1, 1), { steps: 5 })
    const walk = traverse(model, tf.zeros([1, 3]), { dimension: 2, values: [-1, 0, 1, 2] })
    expect(reconstruct(model, x).shape).toEqual(x.shape)
    expect([path.shape, walk.shape]).toEqual([
      [5, ...inputShape],
      [4, ...inputShape],
    ])
  })
  model.dispose()
  x.dispose()
  expect(tf.memory().numTensors).toBe(before)
})
