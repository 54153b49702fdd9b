import * as tf from '@tensorflow/tfjs'
import { describe, expect, test } from 'vitest'
import { load } from '../../checkpoint/load'
import { save } from '../../checkpoint/save'
import { sse } from '../../losses/sse'
import { mlp } from '../../networks/mlp'
import { createRng } from '../../rng/rng'
import { latentModelContract } from '../../testing/latent-model-contract'
import { adam } from '../../train/adam'
import { fit } from '../../train/fit'
import { cosine } from '../../train/schedules'
import { reconstruct } from '../reconstruct'
import { reconstructionLoss } from '../reconstruction'
import { corrupt, DenoisingAutoencoder, denoisingScore } from '.'
import { corruptMarked } from './corruption'
import { splitLoss } from './loss'

const small = { encoder: mlp({ hiddenUnits: [8] }), decoder: mlp({ hiddenUnits: [8] }) }
const contract = latentModelContract({
  Model: DenoisingAutoencoder,
  create: (seed) => new DenoisingAutoencoder({ inputShape: [12], latentDim: 16, ...small, seed }),
  batch: () => createRng(1).uniform([32, 12]),
  optimizer: adam({ learningRate: 0.01 }),
  steps: 150,
  leakSteps: 1000,
})
test.each(contract)('$name', ({ run }) => run())

describe('corruption', () => {
  const x = tf.fill([200, 50], 0.5)

  async function values(y: tf.Tensor): Promise<number[]> {
    const data = [...(await y.data())]
    y.dispose()
    return data
  }
  const share = (data: readonly number[], value: number): number =>
    data.filter((v) => v === value).length / data.length

  test('masking sets the asked share of values to 0 and leaves the others', async () => {
    const y = await values(corrupt(x, { kind: 'masking', probability: 0.3 }, createRng(1)))
    expect(share(y, 0)).toBeCloseTo(0.3, 1)
    expect(share(y, 0) + share(y, 0.5)).toBe(1)
  })

  test('salt-and-pepper sets as many values to 1 as to 0', async () => {
    const y = await values(corrupt(x, { kind: 'saltAndPepper', probability: 0.4 }, createRng(1)))
    expect(share(y, 0)).toBeCloseTo(0.2, 1)
    expect(share(y, 1)).toBeCloseTo(0.2, 1)
    expect(share(y, 0) + share(y, 0.5) + share(y, 1)).toBe(1)
  })

  test('Gaussian noise has mean 0 and the asked standard deviation', async () => {
    const y = await values(corrupt(x, { kind: 'gaussian', standardDeviation: 0.2 }, createRng(1)))
    const mean = y.reduce((sum, v) => sum + v, 0) / y.length
    const variance = y.reduce((sum, v) => sum + (v - mean) ** 2, 0) / y.length
    expect(mean).toBeCloseTo(0.5, 1.5)
    expect(Math.sqrt(variance)).toBeCloseTo(0.2, 2)
  })

  test('no corruption leaves every value as it is, full masking none', async () => {
    expect(share(await values(corrupt(x, { kind: 'masking', probability: 0 }, createRng(1))), 0.5)).toBe(1)
    expect(share(await values(corrupt(x, { kind: 'masking', probability: 1 }, createRng(1))), 0)).toBe(1)
  })
})

describe('emphasis', () => {
  const x = tf.tensor2d([
    [0.2, 0, 1, 0.5],
    [1, 0, 0.3, 0.9],
  ])
  const chosen = tf.tensor2d([
    [1, 1, 0, 0],
    [0, 1, 0, 1],
  ])
  const raw = tf.tensor2d([
    [0.3, -1, 2, 0],
    [1, 1, -1, 0.4],
  ])

  /** NumPy: p = 1/(1+exp(-raw)); e = {sse: (p-x)**2, l1: abs(p-x), …}; (e*chosen).sum(1).mean(), or .mean() for means. */
  test.each([
    ['sse', 0.4188862, 0.0437517],
    ['mse', 0.1047216, 0.0109379],
    ['l1', 0.2094694, 0.0524004],
    ['bernoulli', 1.4869469, 0.8732993],
  ] as const)(
    'splits %s into what was corrupted and what was not, which together are the whole',
    async (reconstruction, corrupted, clean) => {
      const config = { reconstruction, output: 'unit' } as const
      const parts = splitLoss(config, { x, raw, chosen })
      const whole = reconstructionLoss(config, x, raw)
      const [c, d, w] = await Promise.all(
        [parts.corrupted, parts.clean, whole].map(async (t) => (await t.data())[0]),
      )
      expect(c).toBeCloseTo(corrupted, 5)
      expect(d).toBeCloseTo(clean, 5)
      expect((c ?? 0) + (d ?? 0)).toBeCloseTo(w ?? Number.NaN, 5)
      tf.dispose([parts.corrupted, parts.clean, whole])
    },
  )

  test('what was chosen counts as corrupted also where it stayed what it was', async () => {
    const zeros = tf.zeros([100, 50])
    const { noisy, chosen: marks } = corruptMarked(zeros, { kind: 'masking', probability: 0.3 }, createRng(2))
    const share = tf.tidy(() => marks.mean())
    expect((await share.data())[0]).toBeCloseTo(0.3, 1)
    tf.dispose([zeros, noisy, marks, share])
  })

  test('weights the two parts in training, and nothing outside', async () => {
    const emphasis = { corrupted: 3, clean: 0.5 }
    const model = new DenoisingAutoencoder({ inputShape: [4], latentDim: 2, emphasis, ...small, seed: 1 })
    const [phase] = model.phases
    const losses = tf.tidy(() => {
      const ctx = { rng: createRng(1), step: 0, totalSteps: 1 }
      const training = phase.objective(x, { ...ctx, training: true })
      const evaluation = phase.objective(x, { ...ctx, training: false })
      return {
        total: training.total,
        ...training.terms,
        evaluation: evaluation.total,
        plain: sse(x, reconstruct(model, x)),
      }
    })
    const [total, reconstruction, corrupted = 0, clean = 0, evaluation, plain] = await Promise.all(
      Object.values(losses).map(async (loss) => (await loss.data())[0]),
    )
    expect(total).toBeCloseTo(3 * corrupted + 0.5 * clean, 5)
    expect(reconstruction).toBeCloseTo(corrupted + clean, 5)
    expect(evaluation).toBeCloseTo(plain ?? Number.NaN, 6)
    tf.dispose(losses)
    model.dispose()
  })

  test('is refused with noise that leaves nothing clean', () => {
    const corruption = { kind: 'gaussian', standardDeviation: 0.1 } as const
    const make = (emphasis: object) => () =>
      new DenoisingAutoencoder({ inputShape: [4], latentDim: 2, corruption, emphasis })
    expect(make({ corrupted: 2 })).toThrowErrorMatchingInlineSnapshot(`
      [AeError: DenoisingAutoencoder: \`emphasis\` needs noise that leaves some numbers clean. Received: 'gaussian'.
        Hint: masking and saltAndPepper do.]
    `)
    expect(make({ alpha: 2 })).toThrowErrorMatchingInlineSnapshot(`
      [AeError: DenoisingAutoencoder.emphasis: \`alpha\` is not an option. Received: 'alpha'.
        Hint: the options are \`corrupted\`, \`clean\`.]
    `)
  })
})

describe('the score', () => {
  const deviation = 0.3
  const gaussian = { kind: 'gaussian', standardDeviation: deviation } as const

  test('of a Gaussian is exact: −(Σ + σ²)⁻¹ x, which a linear model finds', async () => {
    // Columns of variance 1 and .25, uncorrelated: Σ is diagonal, and so is the best linear map x̃ ↦ Σ (Σ + σ²)⁻¹ x̃.
    const variances = [1, 0.25]
    const rows = tf.tidy(() => createRng(3).normal([4000, 2]).mul(tf.tensor1d(variances).sqrt()))
    const model = new DenoisingAutoencoder({
      inputShape: [2],
      latentDim: 2,
      corruption: gaussian,
      encoder: mlp({ hiddenUnits: [] }),
      decoder: mlp({ hiddenUnits: [] }),
      output: 'unbounded',
    })
    await fit(model, rows, {
      epochs: 40,
      batchSize: 200,
      optimizer: adam({ learningRate: cosine({ from: 0.02 }) }),
    })
    const x = tf.tensor2d([
      [1, 0],
      [0, 1],
      [-2, 0.5],
    ])
    const score = denoisingScore(model, x)
    const expected = tf.tidy(() => x.div(tf.tensor1d(variances).add(deviation ** 2)).neg())
    const [found, exact] = [await score.data(), await expected.data()]
    // Steepness is between 1 and 6 here; a sample of 4,000 rows has its own.
    found.forEach((value, i) => expect(Math.abs(value - (exact[i] ?? Number.NaN))).toBeLessThan(0.15))
    tf.dispose([rows, x, score, expected])
    model.dispose()
  })

  test('is refused for other noise, which says nothing about it', () => {
    const model = new DenoisingAutoencoder({ inputShape: [4], latentDim: 2, ...small })
    const x = tf.zeros([1, 4])
    expect(() => denoisingScore(model, x)).toThrowErrorMatchingInlineSnapshot(`
      [AeError: denoisingScore: expected a model with Gaussian noise. Received: 'masking'.
        Hint: train it with corruption: { kind: 'gaussian', standardDeviation: 0.1 }.]
    `)
    model.dispose()
    x.dispose()
  })
})

test("a corruption of the user's own is used, and asked for again when the model is loaded", async () => {
  let calls = 0
  const corruption = (x: tf.Tensor): tf.Tensor => {
    calls++
    return x.mul(0.9)
  }
  const model = new DenoisingAutoencoder({ inputShape: [6], latentDim: 2, corruption, ...small })
  const x = createRng(1).uniform([4, 6])
  const [phase] = model.phases
  tf.tidy(() => {
    phase.objective(x, { training: true, rng: createRng(1), step: 0, totalSteps: 1 })
    phase.objective(x, { training: false, rng: createRng(1), step: 0, totalSteps: 1 })
  })
  expect(calls).toBe(1)
  const bytes = await save(model)
  await expect(load(DenoisingAutoencoder, bytes)).rejects.toThrowErrorMatchingInlineSnapshot(`
    [AeError: load: \`corruption\` was a function, which no file can hold. Received: none.
      Hint: pass it again: load(Model, bytes, { config: { corruption } }).]
  `)
  const loaded = await load(DenoisingAutoencoder, bytes, { config: { corruption } })
  expect(loaded.config).toEqual(model.config)
  for (const thing of [model, loaded, x]) thing.dispose()
})
