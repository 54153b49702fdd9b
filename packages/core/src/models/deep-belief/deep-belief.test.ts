import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { load } from '../../checkpoint/load'
import { save } from '../../checkpoint/save'
import { fromTensor, fromTensors } from '../../data/from-tensor'
import { sse } from '../../losses/sse'
import { createRng } from '../../rng/rng'
import { latentModelContract } from '../../testing/latent-model-contract'
import { adam } from '../../train/adam'
import { contrastiveSgd } from '../../train/contrastive-sgd'
import { fit } from '../../train/fit'
import { Autoencoder } from '../autoencoder'
import { RBM } from '../rbm'
import { reconstruct } from '../reconstruct'
import { DeepBelief } from '.'

/** Pictures of 6 × 6 with a few rows and columns switched on. */
function crosses(rows: number): tf.Tensor {
  return tf.tidy(() => {
    const rng = createRng(1)
    const columns = rng.uniform([rows, 1, 6]).less(0.3)
    const lines = rng.uniform([rows, 6, 1]).less(0.3)
    return columns
      .tile([1, 6, 1])
      .logicalOr(lines.tile([1, 1, 6]))
      .cast('float32')
  })
}

const contract = latentModelContract({
  Model: DeepBelief,
  create: (seed) => new DeepBelief({ inputShape: [6, 6], units: [12, 8, 3], epochsPerLayer: 100, seed }),
  batch: () => crosses(32),
  steps: 100,
})
test.each(contract)('$name', ({ run }) => run())

test('a stack trains as its layers would one by one, each on the real-valued codes of the one below', async () => {
  const x = crosses(64)
  const stack = new DeepBelief({ inputShape: [6, 6], units: [12, 4], epochsPerLayer: 4, seed: 2 })
  await fit(stack, x, { batchSize: 16, shuffle: false, seed: 5 })
  const [lower, upper] = stack.layers
  if (upper === undefined) throw new Error('the stack has two layers')

  // The second layer alone, from the same start, on codes made beforehand. Chance is its own: compare where it leads.
  const codes = lower.encode(x)
  const alone = new RBM({ ...upper.config })
  await fit(alone, fromTensor(codes).batch(16), {
    epochs: 4,
    optimizer: contrastiveSgd({ learningRate: 0.001 }),
  })
  const errors = tf.tidy(() => [sse(codes, reconstruct(upper, codes)), sse(codes, reconstruct(alone, codes))])
  const [together = Number.NaN, apart = Number.NaN] = await Promise.all(
    errors.map(async (error) => (await error.data())[0]),
  )
  expect(together / apart).toBeGreaterThan(0.97)
  expect(together / apart).toBeLessThan(1.03)
  tf.dispose([x, codes, errors])
  alone.dispose()
  stack.dispose()
})

test('layers train one after the other: while one does, the others stay as they are, bit for bit', async () => {
  const x = crosses(32)
  const stack = new DeepBelief({ inputShape: [6, 6], units: [8, 4], epochsPerLayer: 1 })
  const read = (): Promise<readonly Float32Array[]> =>
    Promise.all(stack.layers.map(async ({ parameters }) => Float32Array.from(await parameters.kernel.data())))
  const start = await read()
  await fit(stack, x, { batchSize: 32, steps: 1 })
  const first = await read()
  await fit(stack, x, { batchSize: 32, steps: 2 })
  const second = await read()
  expect(first[0]).not.toEqual(start[0])
  expect(first[1]).toEqual(start[1])
  expect(second[1]).not.toEqual(start[1])
  stack.dispose()
  x.dispose()
})

test('unrolled, it reconstructs exactly as the stack does, and shares no weight with it', async () => {
  for (const options of [{}, { code: 'binary' }, { data: 'standardised' }] as const) {
    const x = tf.tidy(() => crosses(64))
    const stack = new DeepBelief({ inputShape: [6, 6], units: [12, 8, 3], epochsPerLayer: 3, ...options })
    await fit(stack, x, { batchSize: 16 })
    const before = tf.memory().numTensors
    const model = stack.unroll()
    expect(tf.memory().numTensors - before).toBe(12)
    expect(model).toBeInstanceOf(Autoencoder)
    const [code, sameCode] = [stack.encode(x), model.encode(x)]
    const [copy, sameCopy] = [reconstruct(stack, x), reconstruct(model, x)]
    const differences = tf.tidy(() => [code.sub(sameCode).abs().max(), copy.sub(sameCopy).abs().max()])
    for (const difference of differences) expect((await difference.data())[0]).toBeLessThan(1e-5)
    await fit(model, x, { epochs: 1, optimizer: adam({ learningRate: 0.01 }) })
    const still = reconstruct(stack, x)
    expect(await still.data()).toEqual(await copy.data())
    stack.dispose()
    const loaded = await load(Autoencoder, await save(model))
    for (const thing of [x, code, sameCode, copy, sameCopy, still, model, loaded]) thing.dispose()
    tf.dispose(differences)
  }
})

test('a classifier starts from the layers and learns from few labels what they have seen without', async () => {
  const x = crosses(256)
  const label = tf.tidy(() => x.slice([0, 0, 0], [256, 1, 1]).reshape([256]).cast('int32'))
  const stack = new DeepBelief({ inputShape: [6, 6], units: [24, 12], code: 'binary', epochsPerLayer: 20 })
  await fit(stack, x, { batchSize: 32 })
  const classifier = stack.classifier({ classes: 2 })
  const [kernel, learnt] = [classifier.weights()['network/1-dense/kernel'], stack.layers[0].parameters.kernel]
  expect(await kernel?.data()).toEqual(await learnt.data())
  await fit(classifier, fromTensors({ x, label }), { epochs: 30, optimizer: adam({ learningRate: 0.01 }) })
  const hits = await classifier.hits(fromTensors({ x, label }).batch(64))
  expect(hits.reduce((sum, hit) => sum + hit, 0) / 256).toBeGreaterThan(0.95)
  for (const thing of [x, label, classifier, stack]) thing.dispose()
})

test('mistakes in the configuration are named', () => {
  const messages = [
    { inputShape: [4], units: [] },
    { inputShape: [4], units: [3, 0] },
    { inputShape: [4], units: [3], data: 'standardised' as const },
    { inputShape: [4], units: [3], epochs: 3 },
  ].map((config) => {
    try {
      new DeepBelief(config)
      return 'accepted'
    } catch (error) {
      return String(error)
    }
  })
  expect(messages).toMatchInlineSnapshot(`
    [
      "AeError: DeepBelief: \`units\` must be a list of layer sizes. Received: [].",
      "AeError: DeepBelief: \`units\` must be a positive integer. Received: 0.",
      "AeError: DeepBelief: one layer must have binary units on one side. Received: standardised data and a linear code.
      Hint: give two layers, or code: 'binary'; linear on both sides is PCA.",
      "AeError: DeepBelief: \`epochs\` is not an option. Received: 'epochs'.
      Hint: the options are \`inputShape\`, \`units\`, \`data\`, \`code\`, \`epochsPerLayer\`, \`learningRate\`, \`weightDecay\`, \`seed\`.",
    ]
  `)
})
