import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import type { StepContext } from '../../interfaces/phase'
import { frechetDistance } from '../../metrics/frechet-distance'
import { mlp } from '../../networks/mlp'
import { createRng } from '../../rng/rng'
import { latentModelContract } from '../../testing/latent-model-contract'
import { adam } from '../../train/adam'
import { fit } from '../../train/fit'
import { VAEGAN } from '.'

const small = {
  encoder: mlp({ hiddenUnits: [16] }),
  decoder: mlp({ hiddenUnits: [16] }),
  featureDim: 12,
  features: mlp({ hiddenUnits: [16], outputActivation: 'tanh' }),
  verdict: mlp({ hiddenUnits: [] }),
}
const contract = latentModelContract({
  Model: VAEGAN,
  create: (seed) => new VAEGAN({ inputShape: [8, 5], latentDim: 2, ...small, seed }),
  batch: () => createRng(1).uniform([8, 8, 5]),
  optimizer: adam({ learningRate: 0.02 }),
})
// The losses of a game do not fall together; that it learns is shown below.
test.each(contract.filter(({ name }) => !name.includes('the loss falls')))('$name', ({ run }) => run())

test('each phase moves its own networks and no other', () => {
  const model = new VAEGAN({ inputShape: [6], latentDim: 2, ...small })
  const moved = model.phases.map(({ variables }) => {
    const names = Object.entries(model.weights()).filter(([, weight]) => variables.includes(weight))
    return [...new Set(names.map(([name]) => name.split('/')[0]))]
  })
  expect(moved).toEqual([['encoder'], ['decoder'], ['features', 'verdict']])
  model.dispose()
})

test('the terms add up with their weights, and identical copies are wholly alike', async () => {
  const model = new VAEGAN({ inputShape: [6], latentDim: 2, beta: 3, likenessWeight: 0.5, ...small })
  const x = createRng(3).uniform([7, 6])
  const ctx: StepContext = { training: true, rng: createRng(1), step: 0, totalSteps: 10 }
  const read = async (phase: number): Promise<Record<string, number>> => {
    const { total, terms } = tf.tidy(() => {
      const objective = model.phases[phase]?.objective(x, ctx)
      return { total: objective?.total ?? tf.scalar(Number.NaN), terms: { ...objective?.terms } }
    })
    const values: Record<string, number> = {}
    for (const [name, value] of Object.entries({ total, ...terms }))
      values[name] = (await value.data())[0] ?? Number.NaN
    tf.dispose([total, terms])
    return values
  }
  const [encoder, decoder] = [await read(0), await read(1)]
  expect(encoder.total).toBeCloseTo(3 * (encoder.kl ?? 0) + (encoder.likeness ?? 0), 4)
  expect(decoder.total).toBeCloseTo(0.5 * (decoder.likeness ?? 0) + (decoder.deceit ?? 0), 4)
  // A decoder that gives .5 for whatever code, and rows of .5: nothing to tell apart.
  tf.tidy(() => {
    for (const [name, weight] of Object.entries(model.weights())) {
      if (name.startsWith('decoder')) weight.assign(tf.zerosLike(weight))
    }
  })
  const flat = tf.fill([7, 6], 0.5)
  const alike = tf.tidy(() => model.phases[1]?.objective(flat, ctx).terms.likeness ?? tf.scalar(1))
  expect((await alike.data())[0]).toBeLessThan(1e-10)
  tf.dispose([x, flat, alike])
  model.dispose()
})

test('a verdict is passed through noise, likeness is not', async () => {
  const x = createRng(3).uniform([7, 6])
  const ctx: StepContext = { training: true, rng: createRng(1), step: 0, totalSteps: 10 }
  const read = async (instanceNoise: number): Promise<readonly (number | undefined)[]> => {
    const model = new VAEGAN({ inputShape: [6], latentDim: 2, instanceNoise, ...small })
    const terms = tf.tidy(() => {
      const [, decoder, discriminator] = model.phases.map(({ objective }) => objective(x, ctx).terms)
      return [decoder?.likeness, decoder?.deceit, discriminator?.discriminator].map(
        (term) => term ?? tf.scalar(Number.NaN),
      )
    })
    const values = await Promise.all(terms.map(async (term) => (await term.data())[0]))
    tf.dispose(terms)
    model.dispose()
    return values
  }
  const [still, noisy, again] = [await read(0), await read(0.5), await read(0.5)]
  expect(noisy[0]).toBe(still[0])
  expect(noisy[1]).not.toBeCloseTo(still[1] ?? Number.NaN, 3)
  expect(noisy[2]).not.toBeCloseTo(still[2] ?? Number.NaN, 3)
  expect(again).toEqual(noisy)
  x.dispose()
})

test('training brings samples closer to the data', async () => {
  const x = tf.tidy(() => {
    const level = createRng(5).uniform([128, 1]).mul(0.6).add(0.2)
    return level.add(createRng(6).uniform([128, 8]).mul(0.1).sub(0.05))
  })
  const model = new VAEGAN({ inputShape: [8], latentDim: 2, ...small, seed: 1 })
  const distance = async (): Promise<number> => {
    const drawn = model.sample(500)
    const result = await frechetDistance(x, drawn)
    drawn.dispose()
    return result
  }
  const before = await distance()
  await fit(model, x, { epochs: 300, batchSize: 64, optimizer: adam({ learningRate: 0.005, beta1: 0.5 }) })
  const after = await distance()
  expect(after).toBeLessThan(0.5 * before)
  x.dispose()
  model.dispose()
})

test('a part that does not fit is named, and nothing is left', () => {
  const before = tf.memory().numTensors
  const verdict = (request: Parameters<typeof small.verdict>[0]) =>
    small.verdict({ ...request, outputShape: [3] })
  expect(() => new VAEGAN({ inputShape: [6], latentDim: 2, ...small, verdict })).toThrow(
    'VAEGAN.verdict: the network gives [3]. Expected: [1].',
  )
  // The network that does not fit is whose it was.
  expect(tf.memory().numTensors - before).toBe(2)
})
