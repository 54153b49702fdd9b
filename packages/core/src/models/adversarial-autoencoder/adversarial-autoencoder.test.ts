import * as tf from '@tensorflow/tfjs'
import { describe, expect, test } from 'vitest'
import { discriminatorLoss, generatorLoss } from '../../losses/adversarial'
import { frechetDistance } from '../../metrics/frechet-distance'
import { mlp } from '../../networks/mlp'
import { createRng } from '../../rng/rng'
import { directionalDerivatives } from '../../testing/directional-derivatives'
import { latentModelContract } from '../../testing/latent-model-contract'
import { adam } from '../../train/adam'
import { fit } from '../../train/fit'
import { Autoencoder } from '../autoencoder'
import { AdversarialAutoencoder } from '.'

const small = {
  encoder: mlp({ hiddenUnits: [16] }),
  decoder: mlp({ hiddenUnits: [16] }),
}
const discriminator = mlp({ hiddenUnits: [16] })
const contract = latentModelContract({
  Model: AdversarialAutoencoder,
  create: (seed) =>
    new AdversarialAutoencoder({ inputShape: [8, 5], latentDim: 2, ...small, discriminator, seed }),
  batch: () => createRng(1).uniform([8, 8, 5]),
  optimizer: adam({ learningRate: 0.02 }),
})
test.each(contract)('$name', ({ run }) => run())

describe('the game', () => {
  const real = () => tf.tensor2d([[2], [-1], [0]])
  const made = () => tf.tensor2d([[1], [-3]])

  test('costs what logistic regression does', () => {
    // [log(1+e^-2) + log(1+e) + log 2]/3 + [log(1+e) + log(1+e^-3)]/2
    const softplus = (v: number) => Math.log1p(Math.exp(v))
    const expected = (softplus(-2) + softplus(1) + softplus(0)) / 3 + (softplus(1) + softplus(-3)) / 2
    const number = (f: () => tf.Scalar) => tf.tidy(f).dataSync()[0] ?? Number.NaN
    expect(number(() => discriminatorLoss({ real: real(), made: made() }))).toBeCloseTo(expected, 5)
    expect(number(() => generatorLoss(made()))).toBeCloseTo((softplus(-1) + softplus(3)) / 2, 5)
  })

  test('has the gradients that differences show', async () => {
    const [a, b] = [real(), made()]
    const game = (x: tf.Tensor = a, y: tf.Tensor = b) =>
      discriminatorLoss({ real: x, made: y }).add(generatorLoss(y))
    expect((await directionalDerivatives(game, [a, b])).error).toBeLessThan(2e-3)
    tf.dispose([a, b])
  })
})

test('each phase moves its own networks and no other', async () => {
  const model = new AdversarialAutoencoder({ inputShape: [6], latentDim: 2, ...small, discriminator })
  const moved = model.phases.map(({ variables }) =>
    Object.entries(model.weights())
      .filter(([, weight]) => variables.includes(weight))
      .map(([name]) => name.split('/')[0]),
  )
  expect(moved.map((names) => [...new Set(names)])).toEqual([
    ['encoder', 'decoder'],
    ['discriminator'],
    ['encoder'],
  ])
  model.dispose()
})

test('codes come closer to N(0, I) than those of a plain auto-encoder', async () => {
  const x = tf.tidy(() =>
    createRng(5)
      .uniform([128, 2])
      .mul(2)
      .matMul(createRng(6).normal([2, 8]).as2D(2, 8)),
  )
  const prior = createRng(7).normal([2000, 2])
  const options = { epochs: 600, batchSize: 64, optimizer: adam({ learningRate: 0.005, beta1: 0.5 }) }
  const shared = { inputShape: [8], latentDim: 2, output: 'unbounded', ...small } as const
  const distances: number[] = []
  for (const model of [new AdversarialAutoencoder({ ...shared, discriminator }), new Autoencoder(shared)]) {
    await fit<tf.Tensor>(model, x, options)
    const codes = model.encode(x)
    distances.push(await frechetDistance(codes, prior))
    codes.dispose()
    model.dispose()
  }
  expect(distances[0]).toBeLessThan(0.3 * (distances[1] ?? 0))
  tf.dispose([x, prior])
})

test('a discriminator that does not fit is named, and nothing is left', () => {
  const before = tf.memory().numTensors
  expect(
    () =>
      new AdversarialAutoencoder({
        inputShape: [6],
        latentDim: 2,
        ...small,
        discriminator: (request) => mlp({ hiddenUnits: [] })({ ...request, outputShape: [3] }),
      }),
  ).toThrow('AdversarialAutoencoder.discriminator: the network gives [3]. Expected: [1].')
  expect(tf.memory().numTensors - before).toBe(2)
})
