import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { save } from '../checkpoint/save'
import { fromTensor } from '../data/from-tensor'
import { Autoencoder } from '../models/autoencoder'
import { mlp } from '../networks/mlp'
import { createRng } from '../rng/rng'
import { diagnostics } from './callbacks/diagnostics'
import { earlyStopping } from './callbacks/early-stopping'
import { fit } from './fit'
import { sgd } from './sgd'
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

test('a resume with another optimizer is refused before the model is touched', async () => {
  const x = createRng(1).uniform([8, 6])
  const model = create(1)
  let checkpoint = new Uint8Array()
  await fit(model, x, {
    epochs: 1,
    callbacks: [
      {
        name: 'keep',
        async onEpoch(_, run) {
          checkpoint = new Uint8Array(await save(model, { training: await run.state() }))
        },
      },
    ],
  })
  const other = create(2)
  const before = [String(await save(other)), tf.memory().numTensors]
  await expect(
    fit(other, x, { epochs: 2, resume: checkpoint, optimizer: sgd() }),
  ).rejects.toThrowErrorMatchingInlineSnapshot(`
    [AeError: resume: expected no optimizer state '0/first'. Received one.
      Hint: resume with the same model and the same optimizer that the checkpoint was written with.]
  `)
  expect([String(await save(other)), tf.memory().numTensors]).toEqual(before)
  for (const thing of [x, model, other]) thing.dispose()
})

test('the best weights bring the moving statistics of their epoch along', async () => {
  const x = createRng(1).uniform([32, 6])
  const layers = (units: number) =>
    tf.sequential({
      layers: [
        tf.layers.dense({ units: 4, inputShape: [units], kernelInitializer: 'ones' }),
        tf.layers.batchNormalization(),
        tf.layers.dense({ units: units === 6 ? 2 : 6, kernelInitializer: 'ones' }),
      ],
    })
  const model = new Autoencoder({ inputShape: [6], latentDim: 2, encoder: layers(6), decoder: layers(2) })
  const states: string[] = []
  const state = async (): Promise<string> =>
    String(await Promise.all(Object.values(model.weights()).map((w) => w.data())))
  // The monitored loss only rises, so the first epoch is the best.
  let loss = 0
  const stopping = earlyStopping({ patience: 2 })
  await fit(model, x, {
    epochs: 5,
    batchSize: 8,
    callbacks: [
      {
        ...stopping,
        async onEpoch(report, run) {
          states.push(await state())
          await stopping.onEpoch?.({ ...report, losses: { total: loss++ } }, run)
        },
      },
    ],
  })
  expect(states.length).toBe(3)
  expect(states[2]).not.toBe(states[0])
  expect(await state()).toBe(states[0])
  model.dispose()
  x.dispose()
})

test('what is wrong with a model is reported once, as an event with advice', async () => {
  const x = createRng(1).uniform([100, 6])
  const model = create(1)
  const heard: string[] = []
  const { diagnostics: found } = await fit(model, x, {
    epochs: 3,
    optimizer: sgd({ learningRate: 1e-6 }),
    callbacks: [
      diagnostics({ rows: x }),
      { name: 'ears', onDiagnostic: ({ diagnostic }) => void heard.push(diagnostic.kind) },
    ],
  })
  expect(heard).toContain('meanImage')
  expect(new Set(heard).size).toBe(heard.length)
  expect(found.map(({ kind }) => kind)).toEqual(heard)
  expect(found[0]?.advice.length).toBeGreaterThan(10)
  x.dispose()
  model.dispose()
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
