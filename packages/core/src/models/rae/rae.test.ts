import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import type { StepContext } from '../../interfaces/phase'
import { sse } from '../../losses/sse'
import { frechetDistance } from '../../metrics/frechet-distance'
import { mlp } from '../../networks/mlp'
import { createRng } from '../../rng/rng'
import { GaussianMixture } from '../../samplers/gaussian-mixture'
import { normalSampler } from '../../samplers/normal-sampler'
import { latentModelContract } from '../../testing/latent-model-contract'
import { adam } from '../../train/adam'
import { fit } from '../../train/fit'
import { reconstruct } from '../reconstruct'
import { RAE } from '.'

const small = { encoder: mlp({ hiddenUnits: [16] }), decoder: mlp({ hiddenUnits: [16] }) }
const contract = latentModelContract({
  Model: RAE,
  create: (seed) => new RAE({ inputShape: [3, 4], latentDim: 2, ...small, seed }),
  batch: () => createRng(1).uniform([8, 3, 4]),
  optimizer: adam({ learningRate: 0.02 }),
})
test.each(contract)('$name', ({ run }) => run())

test('the objective is the sum of its parts, in the units that are promised', async () => {
  const model = new RAE({ inputShape: [6], latentDim: 3, codeWeight: 0.5, decoderWeight: 0.25, ...small })
  const x = createRng(3).uniform([7, 6])
  const ctx: StepContext = { training: true, rng: createRng(1), step: 0, totalSteps: 10 }
  const [total, expected] = tf.tidy(() => {
    const kernels = Object.entries(model.weights()).filter(([name]) => /^decoder.*kernel/.test(name))
    const squares = tf.addN(kernels.map(([, kernel]) => kernel.square().sum()))
    const code = model.encode(x).square().sum(1).mean().mul(0.5)
    const parts = sse(x, reconstruct(model, x)).add(code.mul(0.5)).add(squares.mul(0.25))
    return [model.phases[0].objective(x, ctx).total, parts] as [tf.Tensor, tf.Tensor]
  })
  expect((await total.data())[0]).toBeCloseTo((await expected.data())[0] ?? Number.NaN, 4)
  tf.dispose([x, total, expected])
  model.dispose()
})

test('drawn from a mixture it resembles the data, drawn from N(0, I) it does not', async () => {
  const x = tf.tidy(() =>
    tf.concat(
      [0.1, 0.5, 0.9].map((level, i) =>
        createRng(5)
          .fork(String(i))
          .uniform([60, 8])
          .mul(0.1)
          .add(level - 0.05),
      ),
    ),
  )
  const model = new RAE({ inputShape: [8], latentDim: 2, ...small })
  await fit(model, x, { epochs: 80, batchSize: 60, optimizer: adam({ learningRate: 0.02 }) })
  const codes = model.encode(x)
  const mixture = await GaussianMixture.fit(codes, { components: 3 })
  const [drawn, blind] = [mixture.sample(500), normalSampler(2).sample(500)].map((z) => {
    const samples = model.decode(z)
    z.dispose()
    return samples
  }) as [tf.Tensor, tf.Tensor]
  const [near, far] = [await frechetDistance(x, drawn), await frechetDistance(x, blind)]
  expect(near).toBeLessThan(0.25 * far)
  tf.dispose([x, codes, drawn, blind])
  model.dispose()
})

test('mistakes in the configuration are named', () => {
  expect(() => new RAE({ inputShape: [4], latentDim: 2, codeWeight: -1 })).toThrow(
    'RAE: `codeWeight` must be a number ≥ 0. Received: -1.',
  )
})
