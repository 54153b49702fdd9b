import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { save } from '../checkpoint/save'
import { fromTensor } from '../data/from-tensor'
import { Autoencoder } from '../models/autoencoder'
import { mlp } from '../networks/mlp'
import { createRng } from '../rng/rng'
import { earlyStopping } from './callbacks/early-stopping'
import { fit } from './fit'
import { train } from './train'

const create = (seed: number): Autoencoder =>
  new Autoencoder({
    inputShape: [6],
    latentDim: 2,
    encoder: mlp({ hiddenUnits: [4] }),
    decoder: mlp({ hiddenUnits: [4] }),
    seed,
  })

test('a callback used twice forgets the first fit', async () => {
  const x = createRng(1).uniform([8, 6])
  const [first, second] = [create(1), create(2)]
  const stopping = earlyStopping({ patience: 1 })
  await fit(first, x, { epochs: 3, callbacks: [stopping] })
  await fit(second, x, { epochs: 3, callbacks: [stopping] })
  const bytes = async (model: Autoencoder): Promise<string> =>
    String(await model.weights()['encoder/0-dense/kernel']?.data())
  expect(await bytes(second)).not.toBe(await bytes(first))
  for (const thing of [x, first, second]) thing.dispose()
})

test('a loss that is not a number is seen in the total of its epoch', async () => {
  const x = tf.tidy(() => tf.concat([tf.ones([8, 6]), tf.fill([1, 6], Number.NaN)]))
  const model = create(1)
  const { epochs } = await fit(model, x, { epochs: 1, batchSize: 4, shuffle: false })
  expect(epochs[0]?.losses).toEqual({ total: Number.NaN, reconstruction: Number.NaN })
  x.dispose()
  model.dispose()
})

test('a resume that fails leaves the model and the memory as they were', async () => {
  const x = createRng(1).uniform([8, 6])
  const model = create(1)
  let checkpoint = new Uint8Array()
  await fit(model, x, {
    epochs: 2,
    callbacks: [
      {
        name: 'fails',
        async onEpoch(_, run) {
          checkpoint = new Uint8Array(await save(model, { training: await run.state() }))
        },
        state: () => ({ json: {}, tensors: {} }),
      },
    ],
  })
  const other = create(2)
  const before = [String(await save(other)), tf.memory().numTensors]
  const callbacks = [{ name: 'fails', restore: () => expect.fail('refused') }]
  await expect(fit(other, x, { epochs: 4, resume: checkpoint, callbacks })).rejects.toThrow('refused')
  expect([String(await save(other)), tf.memory().numTensors]).toEqual(before)
  for (const thing of [x, model, other]) thing.dispose()
})

test('a training that was made ready and never begun leaves nothing behind', async () => {
  const x = createRng(1).uniform([8, 6])
  const model = create(1)
  const before = tf.memory().numTensors
  const training = train(model, fromTensor(x), { epochs: 1 })
  training.begin()
  await training.return()
  expect(tf.memory().numTensors).toBe(before)
  x.dispose()
  model.dispose()
})

test('options that do not exist, and validation without rows, are refused', async () => {
  const x = createRng(1).uniform([8, 6])
  const model = create(1)
  await expect(fit(model, x, { epoch: 20 } as never)).rejects.toThrowErrorMatchingInlineSnapshot(`
    [AeError: fit: \`epoch\` is not an option. Received: 'epoch'.
      Hint: the options are \`epochs\`, \`steps\`, \`optimizer\`, \`accumulate\`, \`averageWeights\`, \`seed\`, \`signal\`, \`readEvery\`, \`batchSize\`, \`shuffle\`, \`validation\`, \`callbacks\`, \`resume\`.]
  `)
  const [none] = fromTensor(x).split(0)
  await expect(fit(model, fromTensor(x), { validation: none })).rejects.toThrowErrorMatchingInlineSnapshot(
    `[AeError: fit: expected at least one row in \`validation\`. Received: 0.]`,
  )
  x.dispose()
  model.dispose()
})
