import * as tf from '@tensorflow/tfjs'
import { describe, expect, test } from 'vitest'
import { load } from '../../checkpoint/load'
import { save } from '../../checkpoint/save'
import { mlp } from '../../networks/mlp'
import { createRng } from '../../rng/rng'
import { latentModelContract } from '../../testing/latent-model-contract'
import { adam } from '../../train/adam'
import { corrupt, DenoisingAutoencoder } from '.'

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
