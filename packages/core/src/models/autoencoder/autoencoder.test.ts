import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { fromTensor } from '../../data/from-tensor'
import { PCA } from '../../decomposition/pca'
import { sse } from '../../losses/sse'
import { mlp } from '../../networks/mlp'
import { createRng } from '../../rng/rng'
import { latentModelContract } from '../../testing/latent-model-contract'
import { adam } from '../../train/adam'
import { fit } from '../../train/fit'
import { cosine } from '../../train/schedules'
import { reconstruct } from '../reconstruct'
import { Autoencoder } from '.'

const small = { encoder: mlp({ hiddenUnits: [8] }), decoder: mlp({ hiddenUnits: [8] }) }
const contract = latentModelContract({
  Model: Autoencoder,
  create: (seed) => new Autoencoder({ inputShape: [3, 4], latentDim: 2, ...small, seed }),
  batch: () => createRng(1).uniform([8, 3, 4]),
  optimizer: adam({ learningRate: 0.01 }),
  leakSteps: 1000,
})
test.each(contract)('$name', ({ run }) => run())

/** Rows whose variance along five axes is 25, 9, 1, 0.09, 0.01, rotated. */
function rotatedGaussian(rows: number): tf.Tensor2D {
  return tf.tidy(() => {
    const rng = createRng(7)
    const spread = tf.tensor1d([5, 3, 1, 0.3, 0.1])
    const [rotation] = tf.linalg.qr(rng.normal([5, 5]).as2D(5, 5))
    return rng.normal([rows, 5]).as2D(rows, 5).mul(spread).matMul(rotation.as2D(5, 5)).as2D(rows, 5)
  })
}

test('a linear auto-encoder converges to PCA, and never beats it', async () => {
  const x = rotatedGaussian(256)
  const model = new Autoencoder({
    inputShape: [5],
    latentDim: 2,
    encoder: mlp({ hiddenUnits: [] }),
    decoder: mlp({ hiddenUnits: [] }),
    output: 'unbounded',
  })
  await fit(model, fromTensor(x), {
    epochs: 250,
    batchSize: 64,
    optimizer: adam({ learningRate: cosine({ from: 0.02 }) }),
  })
  const pca = await PCA.fit(x, { components: 2 })
  const [learned, exact] = tf.tidy(() => [
    sse(x, reconstruct(model, x)).arraySync(),
    sse(x, pca.inverse(pca.transform(x))).arraySync(),
  ]) as unknown as [number, number]
  expect(learned).toBeGreaterThan(exact * 0.999)
  expect(learned).toBeLessThan(exact * 1.01)
  model.dispose()
  x.dispose()
})

test('mistakes in the configuration are named before anything is made', () => {
  const before = tf.memory().numTensors
  const messages = [
    { inputShape: [4], latentDim: 0 },
    { inputShape: [], latentDim: 1 },
    { inputShape: [4], latentDim: 2, latentdim: 3 },
    {
      inputShape: [4],
      latentDim: 2,
      encoder: tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [4], name: 'code' })] }),
    },
  ].map((config) => {
    try {
      new Autoencoder(config)
      return 'accepted'
    } catch (error) {
      return String(error)
    }
  })
  expect(messages).toMatchInlineSnapshot(`
    [
      "AeError: Autoencoder: \`latentDim\` must be a positive integer. Received: 0.",
      "AeError: Autoencoder: \`inputShape\` must be a list of positive integers. Received: [].
      Hint: the batch axis is not part of it: [28, 28, 1].",
      "AeError: Autoencoder: \`latentdim\` is not an option. Received: 'latentdim'.
      Hint: the options are \`inputShape\`, \`latentDim\`, \`encoder\`, \`decoder\`, \`reconstruction\`, \`output\`, \`seed\`.",
      "AeError: Autoencoder.encoder: layer 'code' gives [3]. Expected: [2].
      Hint: end it with [2] (2 units).",
    ]
  `)
  expect(tf.memory().numTensors - before).toBe(2)
})
