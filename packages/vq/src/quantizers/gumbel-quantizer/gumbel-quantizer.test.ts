import { createRng, inferenceContext, type StepContext } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { quantizerContract } from '../../testing'
import { GumbelQuantizer } from '.'

const contract = quantizerContract({
  Class: GumbelQuantizer,
  create: () => new GumbelQuantizer({ classes: 5 }),
})
test.each(contract)('$name', ({ run }) => run())

const soft = quantizerContract({
  Class: GumbelQuantizer,
  create: () => new GumbelQuantizer({ classes: 5, relaxation: 'soft' }),
  mixesInTraining: true,
})
test.each(soft)('soft, $name', ({ run }) => run())

const training = (step = 0): StepContext => ({ training: true, rng: createRng(1), step, totalSteps: 100 })

test('classes are drawn with their probabilities in training, and the likeliest is taken otherwise', async () => {
  const quantizer = new GumbelQuantizer({ classes: 4 })
  const probabilities = [0.1, 0.5, 0.15, 0.25]
  const z = tf.tidy(() => tf.tensor2d([probabilities]).log().tile([100_000, 1]))
  const [mean, fixed] = tf.tidy(() => [
    quantizer.quantize(z, training()).codes.mean(0),
    quantizer.quantize(z.slice(0, 1), inferenceContext()).codes.flatten(),
  ])
  const shares = (await mean?.data()) ?? []
  probabilities.forEach((p, k) => expect(Math.abs((shares[k] ?? 0) - p)).toBeLessThan(5e-3))
  expect(Array.from((await fixed?.data()) ?? [])).toEqual([0, 1, 0, 0])
  tf.dispose([z, mean, fixed].flatMap((tensor) => tensor ?? []))
  quantizer.dispose()
})

test('straight through, the code is one class and the gradient that of the soft mixture', async () => {
  const [hard, mixed] = (['straightThrough', 'soft'] as const).map(
    (relaxation) => new GumbelQuantizer({ classes: 3, relaxation, temperature: { from: 2, to: 0.5 } }),
  ) as [GumbelQuantizer, GumbelQuantizer]
  const z = createRng(2).normal([6, 3])
  const weights = createRng(3).normal([6, 3])
  const slopes = [hard, mixed].map((quantizer) =>
    tf.tidy(() => tf.grad((x: tf.Tensor) => quantizer.quantize(x, training(50)).codes.mul(weights).sum())(z)),
  )
  const [a, b] = (await Promise.all(slopes.map((slope) => slope.data()))) as [Float32Array, Float32Array]
  a.forEach((value, i) => expect(value).toBeCloseTo(b[i] ?? Number.NaN, 6))
  // Halfway from 2 to ½ in equal ratios the temperature is 1.
  const [codes, byHand] = tf.tidy(() => {
    const uniform = createRng(1).fork('gumbel').uniform([6, 3])
    return [mixed.quantize(z, training(50)).codes, z.sub(uniform.log().neg().log()).softmax()]
  })
  const [received, expected] = [(await codes?.data()) ?? [], (await byHand?.data()) ?? []]
  Array.from(received).forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 5))
  tf.dispose([z, weights, ...slopes, codes, byHand].flatMap((tensor) => tensor ?? []))
  hard.dispose()
  mixed.dispose()
})

test('balance is the divergence of mean probabilities from all alike', async () => {
  const quantizer = new GumbelQuantizer({ classes: 4, balanceWeight: 2 })
  const one = tf.tensor2d([60, 0, 0, 0, 60, 0, 0, 0], [2, 4])
  const even = tf.tensor2d([60, 0, 0, 0, 0, 60, 0, 0, 0, 0, 60, 0, 0, 0, 0, 60], [4, 4])
  const totals = [one, even].map((z) => tf.tidy(() => quantizer.quantize(z, inferenceContext()).total))
  expect((await totals[0]?.data())?.[0]).toBeCloseTo(2 * Math.log(4), 4)
  expect((await totals[1]?.data())?.[0]).toBeCloseTo(0, 4)
  tf.dispose([one, even, ...totals])
  quantizer.dispose()
})

test('mistakes in the configuration are named', () => {
  expect(() => new GumbelQuantizer({ classes: 2.5 })).toThrowErrorMatchingInlineSnapshot(
    `[AeError: GumbelQuantizer: \`classes\` must be a positive integer. Received: 2.5.]`,
  )
  expect(() => new GumbelQuantizer({ classes: 3, temperature: -1 })).toThrowErrorMatchingInlineSnapshot(
    `[AeError: GumbelQuantizer: \`temperature\` must be a number > 0. Received: -1.]`,
  )
})
