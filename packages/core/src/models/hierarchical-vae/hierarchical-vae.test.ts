import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import type { StepContext } from '../../interfaces/phase'
import { importanceWeightedNll } from '../../metrics/importance-weighted-nll'
import { mlp } from '../../networks/mlp'
import { createRng } from '../../rng/rng'
import { latentModelContract } from '../../testing/latent-model-contract'
import { adam } from '../../train/adam'
import { fit } from '../../train/fit'
import { HierarchicalVAE } from '.'

const one = mlp({ hiddenUnits: [8] })
const small = { encoder: one, decoder: one, topEncoder: one, topDecoder: one }
const contract = latentModelContract({
  Model: HierarchicalVAE,
  create: (seed) => new HierarchicalVAE({ inputShape: [3, 4], latentDim: 3, ...small, seed }),
  batch: () => createRng(1).uniform([16, 3, 4]),
  optimizer: adam({ learningRate: 0.02 }),
  steps: 150,
  fallsTo: 0.99,
})
test.each(contract)('$name', ({ run }) => run())

/**
 * A linear-Gaussian model of two levels: `z₂ ~ N(0, 1)`, `z₁ | z₂ ~ N(a z₂ + c, t² I₂)`, `x | z₁ ~ N(W z₁ + b, s² I₃)`, so
 * `x ~ N(W c + b, W (a aᵀ + t² I) Wᵀ + s² I)`.
 *
 *   import numpy as np; from scipy.stats import multivariate_normal as mvn
 *   a = np.array([[.9], [-.4]]); c = np.array([.3, .1]); t = .7; W = np.array([[.8, .1], [-.3, .6], [.5, .9]]); b = np.array([.2, -.1, .4])
 *   -mvn(W @ c + b, W @ (a @ a.T + t*t*np.eye(2)) @ W.T + .25*np.eye(3)).logpdf([[.1, .7, -.5], [1.4, .2, 2.], [-1., -.9, .3]])
 */
test('the likelihood of a model where it is known is found by importance sampling', async () => {
  const linear = mlp({ hiddenUnits: [] })
  const model = new HierarchicalVAE({
    inputShape: [3],
    latentDim: 2,
    topDim: 1,
    likelihood: { kind: 'gaussian', standardDeviation: 0.5 },
    encoder: linear,
    decoder: linear,
    topEncoder: linear,
    topDecoder: linear,
  })
  const weights = model.weights()
  const set = (name: string, values: number[], shape: number[]): void => {
    tf.tidy(() => weights[name]?.assign(tf.tensor(values, shape)))
  }
  const logVar = 2 * Math.log(0.7)
  set('topDecoder/0-dense/kernel', [0.9, -0.4, 0, 0], [1, 4])
  set('topDecoder/0-dense/bias', [0.3, 0.1, logVar, logVar], [4])
  set('decoder/0-dense/kernel', [0.8, -0.3, 0.5, 0.1, 0.6, 0.9], [2, 3])
  set('decoder/0-dense/bias', [0.2, -0.1, 0.4], [3])
  // Proposals that are wide enough, and no more: the answer must not depend on them.
  set('encoder/0-dense/kernel', [0.4, 0, 0, 0, -0.2, 0.3, 0, 0, 0.2, 0.4, 0, 0], [3, 4])
  set('encoder/0-dense/bias', [0, 0, 0, 0], [4])
  set('topEncoder/0-dense/kernel', [0.6, 0, -0.3, 0], [2, 2])
  set('topEncoder/0-dense/bias', [0, 0], [2])
  const x = tf.tensor2d([
    [0.1, 0.7, -0.5],
    [1.4, 0.2, 2],
    [-1, -0.9, 0.3],
  ])
  const nats = await importanceWeightedNll(model, x, { samples: 50_000 })
  const reference = [4.3726162273054054, 3.5669843265544143, 5.477643766318746]
  nats.forEach((nll, i) => {
    expect(Math.abs(nll - (reference[i] ?? Number.NaN))).toBeLessThan(0.02)
  })

  // And what is trained is the bound of one sample.
  const many = tf.tidy(() => x.tile([4000, 1]))
  const ctx: StepContext = { training: false, rng: createRng(5), step: 0, totalSteps: 0 }
  const bound = tf.tidy(() => model.phases[0].objective(many, ctx).total)
  const single = await importanceWeightedNll(model, many, { samples: 1 })
  const mean = single.reduce((sum, nll) => sum + nll / single.length, 0)
  expect(Math.abs(mean - ((await bound.data())[0] ?? Number.NaN))).toBeLessThan(0.1)
  tf.dispose([x, many, bound])
  model.dispose()
})

test('the upper level is used, and samples are of all kinds', async () => {
  const x = tf.tidy(() => {
    const kind = createRng(5).uniform([256, 1]).greater(0.5).toFloat()
    return createRng(6).uniform([256, 8]).mul(0.1).add(kind.mul(0.7)).add(0.05)
  })
  const model = new HierarchicalVAE({
    inputShape: [8],
    latentDim: 2,
    topDim: 1,
    likelihood: { kind: 'gaussian', standardDeviation: 0.1 },
    beta: { kind: 'warmUp', fraction: 0.5 },
    ...small,
    seed: 1,
  })
  const history = await fit(model, x, { epochs: 100, batchSize: 64, optimizer: adam({ learningRate: 0.02 }) })
  const drawn = tf.tidy(() => model.sample(1000).mean(1).greater(0.45).toFloat().mean())
  const [bright = Number.NaN] = await drawn.data()
  expect(bright).toBeGreaterThan(0.25)
  expect(bright).toBeLessThan(0.75)
  expect(history.epochs.at(-1)?.losses.topKl).toBeGreaterThan(0.3)
  tf.dispose([x, drawn])
  model.dispose()
})

test('mistakes are named, and nothing is left', () => {
  const before = tf.memory().numTensors
  const topDecoder = (request: Parameters<typeof one>[0]) => one({ ...request, outputShape: [3] })
  expect(() => new HierarchicalVAE({ inputShape: [6], latentDim: 4, ...small, topDecoder })).toThrow(
    'HierarchicalVAE.topDecoder: the network gives [3]. Expected: [8].',
  )
  expect(() => new HierarchicalVAE({ inputShape: [6], latentDim: 4, topDim: 0 })).toThrow('`topDim`')
  // The network that does not fit is whose it was.
  expect(tf.memory().numTensors - before).toBe(4)
})
