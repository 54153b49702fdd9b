import { adam, createRng } from '@ae/core'
import { latentModelContract } from '@ae/core/testing'
import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { ScaleMixture } from '../rate/scale-mixture'
import { LappedAutoencoder } from '.'

const contract = latentModelContract({
  Model: LappedAutoencoder,
  create: (seed) => new LappedAutoencoder({ inputShape: [4, 6, 3], block: 2, distortionWeight: 1e4, seed }),
  batch: () => createRng(1).uniform([4, 4, 6, 3]),
  optimizer: adam({ learningRate: 0.01 }),
  leakSteps: 40,
})
test.each(contract)('$name', ({ run }) => run())

test.each([[1], [3]])(
  'fine steps give the image back before anything is learned: %i channels',
  async (channels) => {
    const model = new LappedAutoencoder({ inputShape: [16, 32, channels], block: 8, distortionWeight: 1e9 })
    const x = createRng(2).uniform([2, 16, 32, channels])
    const code = model.encode(x)
    const copy = model.decode(code)
    expect(code.shape).toEqual([2, 2, 4, 64 * channels])
    const error = x.sub(copy).abs().max()
    expect((await error.data())[0]).toBeLessThan(5e-3)
    tf.dispose([x, code, copy, error])
    model.dispose()
  },
)

test('gradients of functions and gains are those of finite differences, where nothing is rounded', async () => {
  const model = new LappedAutoencoder({ inputShape: [4, 4, 1], block: 2, seed: 3 })
  const x = createRng(4).uniform([1, 4, 4, 1])
  const target = createRng(5).uniform([1, 4, 4, 1])
  const { synthesis, gains } = model.weights()
  if (synthesis === undefined || gains === undefined) throw new Error('A model has both.')
  const z = model.encode(x).toFloat()
  // decode() clips nothing here but the ends; the loss is smooth in the weights.
  const loss = (): tf.Scalar => tf.tidy(() => model.decode(z).sub(target).square().sum().asScalar())
  const { grads, value } = tf.variableGrads(loss, [synthesis])
  const given = (await grads[synthesis.name]?.data()) ?? new Float32Array(0)
  const start = (await synthesis.data()).slice()
  const step = 1e-2
  for (const at of [0, 3, 1]) {
    const [up, down] = await Promise.all(
      [step, -step].map(async (change) => {
        const moved = tf.tensor(
          start.map((v, i) => (i === at ? v + change : v)),
          synthesis.shape,
        )
        synthesis.assign(moved)
        const found = loss()
        const [number = 0] = await found.data()
        tf.dispose([found, moved])
        return number
      }),
    )
    expect(Math.abs(((up ?? 0) - (down ?? 0)) / (2 * step) - (given[at] ?? 0))).toBeLessThan(
      0.02 * Math.max(1, Math.abs(given[at] ?? 0)),
    )
  }
  tf.dispose([x, target, z, value, ...Object.values(grads)])
  model.dispose()
})

test.each([
  { inputShape: [10, 16, 3] },
  { inputShape: [16, 16, 2] },
  { inputShape: [16, 16, 3], block: 3 },
  { inputShape: [16, 16, 3], distortionWeight: 0 },
])('%j is refused', (config) => {
  expect(() => new LappedAutoencoder(config)).toThrow(/^LappedAutoencoder: /)
})

test('a mixture that learns faster begins with the same bits', async () => {
  const [slow, fast] = [new ScaleMixture(3, 4), new ScaleMixture(3, 4, 8)]
  const x = createRng(6).normal([5, 3])
  const [a, b] = [slow.bits(x), fast.bits(x)]
  const [these, those] = [await a.data(), await b.data()]
  these.forEach((bits, i) => expect(those[i]).toBeCloseTo(bits, 4))
  tf.dispose([x, a, b])
  slow.dispose()
  fast.dispose()
})
