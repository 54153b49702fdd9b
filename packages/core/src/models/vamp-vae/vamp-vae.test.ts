import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { importanceWeightedNll } from '../../metrics/importance-weighted-nll'
import { mlp } from '../../networks/mlp'
import { createRng } from '../../rng/rng'
import { directionalDerivatives } from '../../testing/directional-derivatives'
import { latentModelContract } from '../../testing/latent-model-contract'
import { adam } from '../../train/adam'
import { fit } from '../../train/fit'
import { VAE } from '../vae'
import { VampVAE } from '.'
import { mixtureLogDensity } from './mixture-log-density'

const small = { encoder: mlp({ hiddenUnits: [16] }), decoder: mlp({ hiddenUnits: [16] }) }
const contract = latentModelContract({
  Model: VampVAE,
  create: (seed) => new VampVAE({ inputShape: [3, 4], latentDim: 2, pseudoInputs: 5, ...small, seed }),
  batch: () => createRng(1).uniform([16, 3, 4]),
  optimizer: adam({ learningRate: 0.02 }),
  steps: 150,
  fallsTo: 0.99,
})
test.each(contract)('$name', ({ run }) => run())

test('the density of the prior is that of the mixture, and so is its slope', async () => {
  /**
   * NumPy: z = np.array([[0, 1], [3, -2]]); m = np.array([[0, 0], [1, -1], [2, .5]]); v = np.array([[0, 0], [1, -1], [.5, .2]])
   *   n = -.5*(np.log(2*np.pi) + v[None] + (z[:, None] - m[None])**2*np.exp(-v[None])).sum(-1)
   *   np.log(np.exp(n).mean(1))
   */
  const z = tf.tensor2d([
    [0, 1],
    [3, -2],
  ])
  const mean = tf.tensor2d([
    [0, 0],
    [1, -1],
    [2, 0.5],
  ])
  const logVar = tf.tensor2d([
    [0, 0],
    [1, -1],
    [0.5, 0.2],
  ])
  const density = mixtureLogDensity(z, { mean, logVar })
  const values = await density.data()
  const reference = [-3.1605483629798314, -4.739086772027195]
  reference.forEach((expected, i) => {
    expect(values[i]).toBeCloseTo(expected, 5)
  })
  const f = (a: tf.Tensor = z, b: tf.Tensor = mean, c: tf.Tensor = logVar) =>
    mixtureLogDensity(a, { mean: b, logVar: c })
  expect((await directionalDerivatives(f, [z, mean, logVar])).error).toBeLessThan(2e-3)
  tf.dispose([z, mean, logVar, density])
})

/** Rows at three levels and nothing in between. */
function levels(rows: number, seed: number): tf.Tensor {
  return tf.tidy(() => {
    const level = createRng(seed).uniform([rows, 1]).mul(3).floor().mul(0.4).add(0.05)
    return createRng(seed + 1)
      .uniform([rows, 8])
      .mul(0.1)
      .add(level)
  })
}

test('a learned prior fits what N(0, I) does not: likelier data, fewer samples in between', async () => {
  const x = levels(200, 5)
  const held = levels(200, 50)
  const shared = {
    inputShape: [8],
    latentDim: 1,
    likelihood: { kind: 'gaussian', standardDeviation: 0.05 },
    ...small,
    seed: 1,
  } as const
  const options = { epochs: 100, batchSize: 50, optimizer: adam({ learningRate: 0.01 }) }
  const results: { nats: number; between: number }[] = []
  for (const model of [new VampVAE({ ...shared, pseudoInputs: 12 }), new VAE(shared)]) {
    await fit<tf.Tensor>(model, x, options)
    const nats = await importanceWeightedNll(model, held, { samples: 100 })
    const drawn = tf.tidy(() => model.sample(500).mean(1))
    const between = Array.from(await drawn.data(), (v) =>
      Math.min(...[0.1, 0.5, 0.9].map((l) => Math.abs(v - l))),
    )
    const mean = (values: ArrayLike<number>) =>
      Array.from(values).reduce((sum, v) => sum + v, 0) / values.length
    results.push({ nats: mean(nats), between: mean(between) })
    drawn.dispose()
    model.dispose()
  }
  const [vamp, plain] = results
  expect(vamp?.nats).toBeLessThan((plain?.nats ?? 0) - 0.1)
  expect(vamp?.between).toBeLessThan(0.8 * (plain?.between ?? 0))
  tf.dispose([x, held])
})

test('options that make no sense here are refused', () => {
  const config = { inputShape: [4], latentDim: 2, freeBits: 0.1 }
  expect(() => new VampVAE(config)).toThrow('VampVAE: `freeBits` is not an option')
  expect(() => new VampVAE({ inputShape: [4], latentDim: 2, pseudoInputs: 0 })).toThrow('`pseudoInputs`')
})
