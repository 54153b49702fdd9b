import * as tf from '@tensorflow/tfjs'
import { describe, expect, test } from 'vitest'
import type { StepContext } from '../../interfaces/phase'
import { mlp } from '../../networks/mlp'
import { createRng } from '../../rng/rng'
import { latentModelContract } from '../../testing/latent-model-contract'
import { adam } from '../../train/adam'
import { fit } from '../../train/fit'
import { VAE, type VAEConfig } from '.'
import { klWeightAt } from './kl-weight'

const small = { encoder: mlp({ hiddenUnits: [8] }), decoder: mlp({ hiddenUnits: [8] }) }

describe.each<[string, Pick<VAEConfig, 'likelihood' | 'beta' | 'freeBits'>]>([
  ['Bernoulli', {}],
  [
    'Gaussian of fixed variance, warm-up',
    { likelihood: { kind: 'gaussian', standardDeviation: 0.5 }, beta: { kind: 'warmUp', fraction: 0.5 } },
  ],
  [
    'Gaussian of learned variance, free bits',
    { likelihood: { kind: 'gaussian', standardDeviation: 'learned' }, freeBits: 0.01 },
  ],
  [
    'discretised logistic, cyclical',
    { likelihood: { kind: 'discretizedLogistic', levels: 256 }, beta: { kind: 'cyclical', cycles: 3 } },
  ],
])('%s', (_, options) => {
  const contract = latentModelContract({
    Model: VAE,
    create: (seed) => new VAE({ inputShape: [12], latentDim: 2, ...small, ...options, seed }),
    batch: () => createRng(1).uniform([16, 12]),
    optimizer: adam({ learningRate: 0.02 }),
    steps: 150,
    fallsTo: 0.99,
    leakSteps: _ === 'Bernoulli' ? 1000 : 100,
  })
  test.each(contract)('$name', ({ run }) => run())
})

test('samples have the shape of data, and the same stream draws the same ones', async () => {
  const vae = new VAE({ inputShape: [3, 4], latentDim: 2, ...small })
  const [a, b, c] = [vae.sample(5, createRng(1)), vae.sample(5, createRng(1)), vae.sample(5, createRng(2))]
  expect(a.shape).toEqual([5, 3, 4])
  expect(await a.data()).toEqual(await b.data())
  expect(await a.data()).not.toEqual(await c.data())
  tf.dispose([a, b, c])
  vae.dispose()
})

test('the objective is reconstruction plus weight times the analytic KL, in nats', async () => {
  const vae = new VAE({ inputShape: [6], latentDim: 3, ...small, beta: 2.5 })
  const x = createRng(3).uniform([7, 6])
  const ctx: StepContext = { training: true, rng: createRng(1), step: 0, totalSteps: 10 }
  const { mean, logVar } = vae.posterior(x)
  const means = await mean.data()
  const logVars = await logVar.data()
  let kl = 0
  means.forEach((m, i) => {
    const v = logVars[i] ?? 0
    kl += (-0.5 * (1 + v - m * m - Math.exp(v))) / 7
  })
  const { total, terms } = tf.tidy(() => {
    const objective = vae.phases[0].objective(x, ctx)
    return { total: objective.total, terms: { ...objective.terms } }
  })
  const klTerm = (await terms.kl?.data())?.[0] ?? Number.NaN
  const reconstruction = (await terms.reconstruction?.data())?.[0] ?? Number.NaN
  expect(klTerm).toBeCloseTo(kl, 5)
  expect((await total.data())[0]).toBeCloseTo(reconstruction + 2.5 * kl, 4)
  tf.dispose([mean, logVar, total, terms])
  x.dispose()
  vae.dispose()
})

test('a strong KL weight empties the code, none at all fills it', async () => {
  const x = createRng(5).uniform([64, 1]).round().tile([1, 12])
  const kls: number[] = []
  for (const beta of [0, 20]) {
    const vae = new VAE({ inputShape: [12], latentDim: 2, ...small, beta })
    const history = await fit(vae, x, { epochs: 150, batchSize: 64, optimizer: adam({ learningRate: 0.02 }) })
    kls.push(history.epochs.at(-1)?.losses.kl ?? Number.NaN)
    vae.dispose()
  }
  expect(kls[0]).toBeGreaterThan(2)
  expect(kls[1]).toBeLessThan(0.05)
  x.dispose()
})

test('a KL weight follows its schedule and ends at its value', () => {
  const warmUp = { kind: 'warmUp', fraction: 0.5, beta: 4 } as const
  const cyclical = { kind: 'cyclical', cycles: 2 } as const
  expect([0, 25, 50, 99].map((step) => klWeightAt(warmUp, step, 100))).toEqual([0, 2, 4, 4])
  expect([0, 12.5, 25, 49, 50, 62.5].map((step) => klWeightAt(cyclical, step, 100))).toEqual([
    0, 0.5, 1, 1, 0, 0.5,
  ])
  expect(klWeightAt(warmUp, 0, 0)).toBe(4)
})
