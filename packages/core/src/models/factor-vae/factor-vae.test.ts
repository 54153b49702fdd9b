import * as tf from '@tensorflow/tfjs'
import { describe, expect, test } from 'vitest'
import { mlp } from '../../networks/mlp'
import { createRng } from '../../rng/rng'
import { directionalDerivatives } from '../../testing/directional-derivatives'
import { latentModelContract } from '../../testing/latent-model-contract'
import { adam } from '../../train/adam'
import { fit } from '../../train/fit'
import { FactorVAE, permuteColumns } from '.'

const small = {
  encoder: mlp({ hiddenUnits: [8] }),
  decoder: mlp({ hiddenUnits: [8] }),
  discriminator: mlp({ hiddenUnits: [16, 16] }),
}

const contract = latentModelContract({
  Model: FactorVAE,
  create: (seed) =>
    new FactorVAE({ inputShape: [12], latentDim: 2, discriminatorLearningRate: 1e-3, ...small, seed }),
  batch: () => createRng(1).uniform([16, 12]),
  optimizer: adam({ learningRate: 0.02 }),
})
test.each(contract)('$name', ({ run }) => run())

describe('permuted columns', () => {
  test('keep their numbers and lose their rows', async () => {
    const z = tf.tidy(() =>
      tf
        .range(0, 50)
        .expandDims(1)
        .add(tf.tensor2d([[0, 100, 200]])),
    )
    const permuted = permuteColumns(z, createRng(1))
    const values = Array.from(await permuted.data())
    const columns = [0, 1, 2].map((d) => values.filter((_, i) => i % 3 === d).map((value) => value - 100 * d))
    for (const column of columns) {
      expect([...column].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i))
    }
    const together = columns[0]?.filter((value, row) => value === columns[1]?.[row]).length ?? 50
    expect(together).toBeLessThan(6)
    tf.dispose([z, permuted])
  })

  test('one row stays as it is', async () => {
    const z = tf.tensor2d([[1, 2, 3]])
    const permuted = permuteColumns(z, createRng(1))
    expect(Array.from(await permuted.data())).toEqual([1, 2, 3])
    tf.dispose([z, permuted])
  })
})

test('each phase moves its own variables only', async () => {
  const x = createRng(1).uniform([32, 12])
  const model = new FactorVAE({ inputShape: [12], latentDim: 2, ...small })
  const copies = async (): Promise<readonly string[][]> =>
    Promise.all(
      model.phases.map(({ variables }) => Promise.all(variables.map(async (v) => String(await v.data())))),
    )
  const start = await copies()
  // The first step is the VAE's, the second the discriminator's.
  await fit(model, x, { steps: 1, batchSize: 32 })
  const one = await copies()
  expect(one[1]).toEqual(start[1])
  expect(one[0]).not.toEqual(start[0])
  await fit({ phases: [model.phases[1]] }, x, { steps: 1, batchSize: 32 })
  const two = await copies()
  expect(two[0]).toEqual(one[0])
  expect(two[1]).not.toEqual(one[1])
  x.dispose()
  model.dispose()
})

test('the objective is the bound and the weighted correlation, and its slope is that of differences', async () => {
  const model = new FactorVAE({ inputShape: [6], latentDim: 3, gamma: 4, ...small })
  const x = createRng(3).uniform([7, 6])
  const ctx = { training: true, step: 0, totalSteps: 10 }
  const [total, expected] = tf.tidy(() => {
    const { total: sum, terms } = model.phases[0].objective(x, { ...ctx, rng: createRng(1) })
    const value = (name: string): number => terms[name]?.dataSync()[0] ?? Number.NaN
    return [
      sum.dataSync()[0] ?? Number.NaN,
      value('reconstruction') + value('kl') + 4 * value('totalCorrelation'),
    ]
  })
  expect(total).toBeCloseTo(expected, 4)
  const loss = (rows: tf.Tensor = x): tf.Tensor =>
    model.phases[0].objective(rows, { ...ctx, rng: createRng(1) }).total
  expect((await directionalDerivatives(loss, [x], 2, 1e-3)).error).toBeLessThan(1e-2)
  x.dispose()
  model.dispose()
})

test('a discriminator learns the density ratio, from which total correlation follows', async () => {
  // Two signs that agree nine times in ten: .9 · log 1.8 + .1 · log .2 = .3681 nats.
  const x = tf.tidy(() => {
    const first = createRng(5).uniform([1000, 1]).greater(0.5).mul(2).sub(1)
    const agree = createRng(6).uniform([1000, 1]).less(0.9).mul(2).sub(1)
    return tf.concat([first, first.mul(agree)], 1).cast('float32')
  })
  const model = new FactorVAE({
    inputShape: [2],
    latentDim: 2,
    likelihood: { kind: 'gaussian', standardDeviation: 1 },
    // A code is the row itself: the encoder is the identity, with next to no variance.
    encoder: mlp({ hiddenUnits: [] }),
    decoder: mlp({ hiddenUnits: [] }),
    discriminator: mlp({ hiddenUnits: [32, 32] }),
    discriminatorLearningRate: 0.01,
  })
  const weights = model.weights()
  tf.tidy(() => {
    for (const [name, variable] of Object.entries(weights)) {
      if (!name.startsWith('encoder/')) continue
      const identity = tf.tensor2d([1, 0, 0, 0, 0, 1, 0, 0], [2, 4])
      variable.assign(name.endsWith('kernel') ? identity : tf.tensor1d([0, 0, -9, -9]))
    }
  })
  await fit({ phases: [model.phases[1]] }, x, { epochs: 30, batchSize: 100 })
  const correlation = tf.tidy(() => {
    const ctx = { training: true, rng: createRng(1), step: 0, totalSteps: 1 }
    return model.phases[0].objective(x, ctx).terms.totalCorrelation?.dataSync()[0]
  })
  expect(correlation).toBeGreaterThan(0.33)
  expect(correlation).toBeLessThan(0.41)
  x.dispose()
  model.dispose()
})

test('mistakes are named, and nothing is left behind', () => {
  const before = tf.memory().numTensors
  const config = { inputShape: [4], latentDim: 2 }
  expect(() => new FactorVAE({ ...config, gamma: -1 })).toThrow('`gamma` must be a number ≥ 0. Received: -1.')
  expect(() => new FactorVAE({ ...config, discriminatorLearningRate: 0 })).toThrow('> 0. Received: 0.')
  expect(() => new FactorVAE({ ...config, discriminator: 3 as never })).toThrow('FactorVAE.discriminator')
  const flat = tf.zeros([3])
  expect(() => permuteColumns(flat, createRng(1))).toThrow('expected codes [B, D]. Received shape: [3].')
  flat.dispose()
  expect(tf.memory().numTensors).toBe(before)
})
