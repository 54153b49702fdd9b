import { adam, createRng, fit, fromTensor, inferenceContext, mse } from '@ae/core'
import { latentModelContract } from '@ae/core/testing'
import { codeMapDecoder, codeMapEncoder } from '@ae/vq'
import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { codeCoefficients, readCoefficients } from '../files/code-coefficients'
import { coefficientTables } from '../files/coefficient-tables'
import { ScaleMixture } from '../rate/scale-mixture'
import { CompressiveAutoencoder } from '.'

const tiny = { channels: 4, blocks: 0 }
const shapes = {
  inputShape: [8, 8, 1],
  coefficients: 4,
  encoder: codeMapEncoder(tiny),
  decoder: codeMapDecoder(tiny),
}

const contract = latentModelContract({
  Model: CompressiveAutoencoder,
  create: (seed) => new CompressiveAutoencoder({ ...shapes, seed }),
  batch: () => createRng(1).uniform([4, 8, 8, 1]),
  optimizer: adam({ learningRate: 0.01 }),
  leakSteps: 40,
})
test.each(contract)('$name', ({ run }) => run())

/** Bright discs on dark ground, each of its own place and size. */
function discs(count: number, seed: number): tf.Tensor {
  const draws = createRng(seed).uniformArray(4 * count)
  const pixels = Array.from({ length: count * 64 }, (_, i) => {
    const [image, y, x] = [Math.floor(i / 64), Math.floor(i / 8) % 8, i % 8]
    const [row = 0, column = 0, size = 0, light = 0] = draws.subarray(4 * image, 4 * image + 4)
    const distance = Math.hypot(y - 8 * row, x - 8 * column)
    return 0.2 + (0.3 + 0.5 * light) / (1 + Math.exp(2 * (distance - 2 - 2 * size)))
  })
  return tf.tensor(pixels, [count, 8, 8, 1])
}

async function value(tensor: tf.Tensor | undefined): Promise<number> {
  const [first = Number.NaN] = (await tensor?.data()) ?? []
  tensor?.dispose()
  return first
}

/** Trains, then codes other images: bits a pixel of the bytes and of the bound, and the error. */
async function coded(distortionWeight: number) {
  const model = new CompressiveAutoencoder({ ...shapes, distortionWeight, seed: 1 })
  const [train, test] = [discs(128, 1), discs(128, 2)]
  const images = fromTensor(train)
  await fit(model, images.batch(32), { epochs: 30, optimizer: adam({ learningRate: 0.01 }), seed: 1 })
  const tables = await coefficientTables(model, images.batch(64))
  const code = model.encode(test)
  const integers = (await code.data()) as Int32Array
  const bytes = codeCoefficients(integers, tables)
  const again = readCoefficients(bytes, tables, integers.length)
  const { rate, error } = tf.tidy(() => ({
    rate: model.phases[0].objective(test, { ...inferenceContext(), rng: createRng(3) }).terms.rate,
    error: mse(test, model.decode(tf.tensor(again, code.shape))),
  }))
  tf.dispose([train, test, code])
  model.dispose()
  const pixels = 128 * 64
  return {
    exact: again.every((n, i) => n === integers[i]),
    bitsPerPixel: (8 * bytes.length) / pixels,
    bound: await value(rate),
    error: await value(error),
  }
}

test('a larger weight of the error gives a better image and a larger file, and files are about what training asked for', async () => {
  const [small, large] = [await coded(100), await coded(3000)]
  for (const { exact, bitsPerPixel, bound } of [small, large]) {
    expect(exact).toBe(true)
    expect(bitsPerPixel / bound).toBeLessThan(1.03)
  }
  expect(large.bitsPerPixel).toBeGreaterThan(1.3 * small.bitsPerPixel)
  expect(large.error).toBeLessThan(0.7 * small.error)
})

test('rounding passes the gradient to the encoder; rounding as tfjs has it passes none', async () => {
  const model = new CompressiveAutoencoder(shapes)
  const x = discs(8, 4)
  const ctx = { ...inferenceContext(), rng: createRng(5) }
  const ofEncoder = Object.entries(model.weights())
    .filter(([name]) => name.startsWith('encoder/'))
    .map(([, variable]) => variable.name)
  const size = async (loss: () => tf.Scalar): Promise<number> => {
    const { value: total, grads } = tf.variableGrads(loss, [...model.phases[0].variables] as tf.Variable[])
    // Where no path leads to a variable, tfjs gives null instead of a gradient.
    const found = ofEncoder.flatMap((name) => (grads[name] as tf.Tensor | null) ?? [])
    const sum = tf.tidy(() => found.reduce((all, gradient) => all.add(gradient.abs().sum()), tf.scalar(0)))
    tf.dispose([total, ...Object.values(grads)])
    return value(sum)
  }
  expect(await size(() => model.phases[0].objective(x, ctx).total)).toBeGreaterThan(0)
  expect(await size(() => mse(x, model.decode(model.encode(x))))).toBe(0)
  x.dispose()
  model.dispose()
})

test('bits are those of the mixture of Gaussians, by hand', async () => {
  const rate = new ScaleMixture(2, 3)
  rate.logits.assign(
    tf.tensor2d([
      [0, 1, -1],
      [2, 0, 0],
    ]),
  )
  const x = [-3, 0.25, 0, 7]
  const bits = rate.bits(tf.tensor2d(x, [2, 2]))
  const expected = x.map((number, i) => {
    const weights = (i % 2 === 0 ? [0, 1, -1] : [2, 0, 0]).map(Math.exp)
    const sum = weights.reduce((a, b) => a + b)
    const density = weights.reduce((all, weight, s) => {
      const deviation = 0.5 * 2 ** s
      const gauss = Math.exp(-0.5 * (number / deviation) ** 2) / (deviation * Math.sqrt(2 * Math.PI))
      return all + (weight / sum) * gauss
    }, 0)
    return -Math.log2(density)
  })
  const found = await bits.data()
  expected.forEach((each, i) => expect(found[i]).toBeCloseTo(each, 4))
  bits.dispose()
  rate.dispose()
})
