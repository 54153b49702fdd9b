import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { load } from '../../checkpoint/load'
import { save } from '../../checkpoint/save'
import { fromTensors } from '../../data/from-tensor'
import { importanceWeightedNll } from '../../metrics/importance-weighted-nll'
import { mlp } from '../../networks/mlp'
import type { LabelledBatch } from '../../probes/classifier'
import { createRng } from '../../rng/rng'
import { trainableContract } from '../../testing/trainable-contract'
import { adam } from '../../train/adam'
import { fit } from '../../train/fit'
import { cosine } from '../../train/schedules'
import { VAE } from '../vae'
import { ConditionalVAE } from '.'

const small = { encoder: mlp({ hiddenUnits: [16] }), decoder: mlp({ hiddenUnits: [16] }) }
const contract = trainableContract<LabelledBatch, ConditionalVAE>({
  create: (seed) => new ConditionalVAE({ inputShape: [3, 4], latentDim: 2, classes: 3, ...small, seed }),
  batch: () => ({
    x: createRng(1).uniform([8, 3, 4]),
    label: tf.tensor1d([0, 1, 2, 0, 1, 2, 0, 1], 'int32'),
  }),
  optimizer: adam({ learningRate: 0.02 }),
  steps: 100,
})
test.each(contract)('$name', ({ run }) => run())

/** Rows of 8: which half is bright is the class; how bright is not. */
function halves(rows: number): LabelledBatch {
  return tf.tidy(() => {
    const label = createRng(1).uniform([rows]).greater(0.5).toFloat()
    const brightness = createRng(2).uniform([rows, 1]).mul(0.7).add(0.3)
    const first = label.expandDims(1).tile([1, 4])
    return { x: tf.concat([first, first.mul(-1).add(1)], 1).mul(brightness), label }
  })
}

test('draws the class that is asked for, and leaves it out of the code', async () => {
  const { x, label } = halves(200)
  const likelihood = { kind: 'gaussian', standardDeviation: 0.2 } as const
  const shared = { inputShape: [8], latentDim: 1, likelihood, ...small, seed: 1 }
  const options = { epochs: 100, batchSize: 50, optimizer: adam({ learningRate: cosine({ from: 0.01 }) }) }
  const model = new ConditionalVAE({ ...shared, classes: 2 })
  await fit(model, fromTensors({ x, label }), options)
  const plain = new VAE(shared)
  await fit(plain, x, options)

  const wanted = tf.tensor1d(Array.from({ length: 100 }, (_, i) => i % 2))
  const [right, drawn] = tf.tidy(() => {
    const samples = model.sample(wanted)
    const first = samples
      .slice([0, 0], [100, 4])
      .mean(1)
      .greater(samples.slice([0, 4], [100, 4]).mean(1))
    return [first.toFloat().equal(wanted).mean(), samples.max(1).sub(samples.min(1)).mean()] as [
      tf.Tensor,
      tf.Tensor,
    ]
  })
  expect((await right.data())[0]).toBe(1)
  expect((await drawn.data())[0]).toBeGreaterThan(0.3)
  // How far apart the classes' codes lie, in units of the prior's deviation.
  const apart = (codes: tf.Tensor): tf.Tensor => {
    const shares = label.div(label.sum()).sub(label.mul(-1).add(1).div(label.mul(-1).add(1).sum()))
    return codes.as1D().mul(shares).sum().abs()
  }
  const [inCode, inPlainCode] = tf.tidy(
    () => [apart(model.encode(x, label)), apart(plain.encode(x))] as [tf.Tensor, tf.Tensor],
  )
  const [near = Number.NaN] = await inCode.data()
  const [far = Number.NaN] = await inPlainCode.data()
  expect(near).toBeLessThan(0.5)
  expect(far).toBeGreaterThan(1)

  // The class is worth log 2 nats that the code no longer has to carry.
  const mean = (nats: Float64Array) => nats.reduce((sum, v) => sum + v, 0) / nats.length
  const told = mean(await importanceWeightedNll(model, { x, label }, { samples: 50 }))
  const untold = mean(await importanceWeightedNll(plain, x, { samples: 50 }))
  expect(told).toBeLessThan(untold - 0.3)
  tf.dispose([x, label, wanted, right, drawn, inCode, inPlainCode])
  model.dispose()
  plain.dispose()
})

test('a saved model is loaded with the same output', async () => {
  const model = new ConditionalVAE({ inputShape: [8], latentDim: 2, classes: 2, ...small, seed: 3 })
  const loaded = await load(ConditionalVAE, await save(model))
  const label = tf.tensor1d([0, 1, 1])
  const [a, b] = [model.sample(label), loaded.sample(label)]
  expect(await a.data()).toEqual(await b.data())
  tf.dispose([label, a, b])
  model.dispose()
  loaded.dispose()
})

test('mistakes are named before anything is made', () => {
  const model = new ConditionalVAE({ inputShape: [8], latentDim: 2, classes: 2, ...small })
  const [x, label] = [tf.zeros([3, 8]), tf.zeros([2])]
  const before = tf.memory().numTensors
  expect(() => model.encode(x, label)).toThrow('expected one class a row, [3]. Received: [2].')
  expect(() => new ConditionalVAE({ inputShape: [8], latentDim: 2, classes: 0 })).toThrow(
    'ConditionalVAE: `classes`',
  )
  expect(tf.memory().numTensors).toBe(before)
  tf.dispose([x, label])
  model.dispose()
  expect(() => model.posterior({ x, label })).toThrow('disposed')
})
