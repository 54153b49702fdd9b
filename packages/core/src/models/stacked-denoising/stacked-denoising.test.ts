import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { sse } from '../../losses/sse'
import { createRng } from '../../rng/rng'
import { latentModelContract } from '../../testing/latent-model-contract'
import { adam } from '../../train/adam'
import { fit } from '../../train/fit'
import { corrupt } from '../denoising-autoencoder'
import { reconstruct } from '../reconstruct'
import { StackedDenoisingAutoencoder } from '.'

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
  Model: StackedDenoisingAutoencoder,
  create: (seed) =>
    new StackedDenoisingAutoencoder({ inputShape: [6, 6], units: [12, 8], epochsPerLayer: 100, seed }),
  batch: () => crosses(32),
  optimizer: adam({ learningRate: 0.01 }),
  steps: 100,
})
test.each(contract)('$name', ({ run }) => run())

test('noise is on the inputs of the layer in training alone: what it gets from below is clean', () => {
  const seen: tf.Tensor[] = []
  const corruption = (x: tf.Tensor): tf.Tensor => {
    seen.push(tf.keep(x.clone()))
    return x.mul(0)
  }
  const stack = new StackedDenoisingAutoencoder({ inputShape: [6, 6], units: [12, 8], corruption })
  const x = crosses(8)
  const [, second] = stack.phases
  tf.tidy(() => {
    second?.objective(x, { training: true, rng: createRng(1), step: 0, totalSteps: 1 })
  })
  expect(seen).toHaveLength(1)
  const clean = stack.layers[0].encode(x)
  expect(seen[0]?.dataSync()).toEqual(clean.dataSync())
  stack.dispose()
  tf.dispose([x, clean, seen])
})

test('unrolled, it reconstructs exactly as the stack does', async () => {
  for (const output of ['unit', 'unbounded'] as const) {
    const x = crosses(64)
    const stack = new StackedDenoisingAutoencoder({
      inputShape: [6, 6],
      units: [12, 8],
      epochsPerLayer: 2,
      output,
    })
    await fit(stack, x, { batchSize: 16 })
    const model = stack.unroll()
    const difference = tf.tidy(() => reconstruct(stack, x).sub(reconstruct(model, x)).abs().max())
    expect((await difference.data())[0]).toBeLessThan(1e-5)
    for (const thing of [x, difference, stack, model]) thing.dispose()
  }
})

test('a trained stack undoes noise, and a classifier starts from its layers', async () => {
  const x = crosses(512)
  const stack = new StackedDenoisingAutoencoder({ inputShape: [6, 6], units: [48, 32], epochsPerLayer: 30 })
  await fit(stack, x, { optimizer: adam({ learningRate: 0.01 }), batchSize: 64 })
  const errors = tf.tidy(() => {
    const noisy = corrupt(x, { kind: 'masking', probability: 0.25 }, createRng(9))
    return [sse(x, noisy), sse(x, reconstruct(stack, noisy))]
  })
  const [noise = 0, left = 1] = await Promise.all(errors.map(async (error) => (await error.data())[0]))
  expect(left).toBeLessThan(0.5 * noise)

  const classifier = stack.classifier({ classes: 4, seed: 1 })
  const kernels = ['network/1-dense/kernel', 'network/2-dense/kernel'].map(
    (name) => classifier.weights()[name],
  )
  for (const [index, layer] of stack.layers.entries()) {
    expect(await kernels[index]?.data()).toEqual(await layer.phases[0].variables[0]?.data())
  }
  for (const thing of [x, ...errors, stack, classifier]) thing.dispose()
})

test('mistakes in the configuration are named', () => {
  const messages = [
    { inputShape: [4], units: [] },
    { inputShape: [4], units: [3], corruption: { kind: 'masking' as const, probability: 2 } },
    { inputShape: [4], units: [3], output: 'unbounded' as const, reconstruction: 'bernoulli' as const },
  ].map((config) => {
    try {
      new StackedDenoisingAutoencoder(config)
      return 'accepted'
    } catch (error) {
      return String(error)
    }
  })
  expect(messages).toMatchInlineSnapshot(`
    [
      "AeError: StackedDenoisingAutoencoder: \`units\` must be a list of layer sizes. Received: [].",
      "AeError: StackedDenoisingAutoencoder: \`corruption.probability\` must be a number ≥ 0 and ≤ 1. Received: 2.",
      "AeError: StackedDenoisingAutoencoder: \`output\` must be 'unit' for 'bernoulli'. Received: 'unbounded'.
      Hint: the loss is defined for data in [0, 1] only; scale the data, or take sse.",
    ]
  `)
})
