import * as tf from '@tensorflow/tfjs'
import { afterAll, describe, expect, test } from 'vitest'
import type { StepContext } from '../interfaces/phase'
import { VAE } from '../models/vae'
import { mlp } from '../networks/mlp'
import { createRng } from '../rng/rng'
import { importanceWeightedNll } from './importance-weighted-nll'

/**
 * A linear-Gaussian model: `z ~ N(0, I₂)`, `x | z ~ N(W z + b, s² I₃)`, so `x ~ N(b, W Wᵀ + s² I)`.
 *
 *   import numpy as np; from scipy.stats import multivariate_normal as mvn
 *   W = np.array([[.8, .1], [-.3, .6], [.5, .9]]); b = np.array([.2, -.1, .4]); s = .5
 *   x = np.array([[.1, .7, -.5], [1.4, .2, 2.], [-1., -.9, .3]])
 *   -mvn(b, W @ W.T + s*s*np.eye(3)).logpdf(x)
 */
const S = 0.5
const B = [0.2, -0.1, 0.4]
const ROWS = tf.tensor2d([
  [0.1, 0.7, -0.5],
  [1.4, 0.2, 2],
  [-1, -0.9, 0.3],
])
const EXPECTED = [4.243881351177764, 3.5502758757438904, 5.192508826122763]
/** The same with W = [[.8, .3], [-.4, .6], [0, .7]], whose columns are orthogonal: so are the posterior's axes. */
const EXPECTED_ORTHOGONAL = [4.735824468425998, 4.3797796504988264, 4.183084972627679]
afterAll(() => ROWS.dispose())

const linear = { encoder: mlp({ hiddenUnits: [] }), decoder: mlp({ hiddenUnits: [] }) }

/** The model above; its posterior has orthogonal axes only if the columns of `w` do. */
function linearGaussian(w: readonly (readonly [number, number])[], posterior: 'exact' | 'wide'): VAE {
  const vae = new VAE({
    inputShape: [3],
    latentDim: 2,
    likelihood: { kind: 'gaussian', standardDeviation: S },
    ...linear,
  })
  const weights = vae.weights()
  const set = (name: string, values: number[], shape: number[]): void => {
    tf.tidy(() => weights[name]?.assign(tf.tensor(values, shape)))
  }
  const column = (d: 0 | 1): number[] => w.map((row) => row[d])
  set('decoder/0-dense/kernel', [...column(0), ...column(1)], [2, 3])
  set('decoder/0-dense/bias', B, [3])
  const variances = ([0, 1] as const).map(
    (d) => 1 / (1 + column(d).reduce((sum, v) => sum + v * v, 0) / S ** 2),
  )
  const wide = posterior === 'wide' ? Math.log(4) : 0
  const gain = w.map((row) => row.map((v, d) => ((variances[d] ?? 0) * v) / S ** 2))
  set(
    'encoder/0-dense/kernel',
    gain.flatMap((row) => [...row, 0, 0]),
    [3, 4],
  )
  const offset = [0, 1].map((d) => -B.reduce((sum, b, i) => sum + b * (gain[i]?.[d] ?? 0), 0))
  set('encoder/0-dense/bias', [...offset, ...variances.map((v) => Math.log(v) + wide)], [4])
  return vae
}

const OBLIQUE = [
  [0.8, 0.1],
  [-0.3, 0.6],
  [0.5, 0.9],
] as const
const ORTHOGONAL = [
  [0.8, 0.3],
  [-0.4, 0.6],
  [0, 0.7],
] as const

const mean = (values: Float64Array): number => values.reduce((sum, v) => sum + v, 0) / values.length

describe('a model whose likelihood is known', () => {
  test('with the true posterior one sample is exact', async () => {
    const vae = linearGaussian(ORTHOGONAL, 'exact')
    const nats = await importanceWeightedNll(vae, ROWS, { samples: 1 })
    nats.forEach((nll, i) => {
      expect(nll).toBeCloseTo(EXPECTED_ORTHOGONAL[i] ?? Number.NaN, 4)
    })
    vae.dispose()
  })

  test('with another posterior many samples come close, and one does not', async () => {
    const vae = linearGaussian(OBLIQUE, 'wide')
    const nats = await importanceWeightedNll(vae, ROWS, { samples: 20_000 })
    nats.forEach((nll, i) => {
      expect(Math.abs(nll - (EXPECTED[i] ?? Number.NaN))).toBeLessThan(0.02)
    })
    const one = await importanceWeightedNll(vae, ROWS, { samples: 1 })
    expect(mean(one)).toBeGreaterThan(mean(nats) + 0.3)
    vae.dispose()
  })

  test('one sample is the evidence lower bound, and more samples are never a looser one', async () => {
    const vae = linearGaussian(OBLIQUE, 'wide')
    const many = tf.tidy(() => ROWS.tile([2000, 1]))
    const bounds: number[] = []
    for (const samples of [1, 2, 8, 64])
      bounds.push(mean(await importanceWeightedNll(vae, many, { samples })))
    const ctx: StepContext = { training: false, rng: createRng(5), step: 0, totalSteps: 0 }
    const elbo = tf.tidy(() => vae.phases[0].objective(many, ctx).total).dataSync()[0] ?? Number.NaN
    expect(Math.abs((bounds[0] ?? Number.NaN) - elbo)).toBeLessThan(0.1)
    expect(bounds).toEqual([...bounds].sort((a, b) => b - a))
    expect(bounds.at(-1)).toBeGreaterThan(mean(Float64Array.from(EXPECTED)) - 0.01)
    many.dispose()
    vae.dispose()
  })
})

describe.each([
  ['bernoulli', { kind: 'bernoulli' }],
  ['gaussian', { kind: 'gaussian', standardDeviation: 'learned' }],
  ['discretizedLogistic', { kind: 'discretizedLogistic', levels: 16 }],
] as const)('%s', (_, likelihood) => {
  test('the mean of the log-weights is the bound that is trained, up to sampling', async () => {
    const vae = new VAE({ inputShape: [2, 3], latentDim: 2, likelihood, ...linear, seed: 2 })
    const x = tf.tidy(() => createRng(1).uniform([4, 2, 3]).mul(15).round().div(15))
    const weights = vae.logWeights(x, { samples: 4000, rng: createRng(2) })
    expect(weights.shape).toEqual([4, 4000])
    const totals: number[] = []
    const many = tf.tidy(() => x.tile([4000, 1, 1]))
    const ctx: StepContext = { training: false, rng: createRng(5), step: 0, totalSteps: 0 }
    totals.push(tf.tidy(() => vae.phases[0].objective(many, ctx).total).dataSync()[0] ?? Number.NaN)
    const bound = -(tf.tidy(() => weights.mean()).dataSync()[0] ?? Number.NaN)
    expect(Math.abs(bound - (totals[0] ?? Number.NaN))).toBeLessThan(0.02 * Math.abs(bound))
    tf.dispose([x, many, weights])
    vae.dispose()
  })
})

test('mistakes are named, nothing is left behind', async () => {
  const vae = new VAE({ inputShape: [3], latentDim: 2, ...linear })
  const before = tf.memory().numTensors
  await expect(importanceWeightedNll(vae, ROWS, { samples: 0 })).rejects.toThrow(
    '`samples` must be a positive integer',
  )
  await expect(
    importanceWeightedNll(
      vae,
      tf.tidy(() => ROWS.slice(0, 0)),
    ),
  ).rejects.toThrow('at least one row. Received: 0')
  await importanceWeightedNll(vae, ROWS, { samples: 3 })
  expect(tf.memory().numTensors - before).toBe(1)
  vae.dispose()
})
