import { createRng, inferenceContext, type StepContext } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { quantizerContract } from '../../testing'
import { BinaryQuantizer } from '.'

for (const sampling of ['deterministic', 'stochastic'] as const) {
  const contract = quantizerContract({
    Class: BinaryQuantizer,
    create: () => new BinaryQuantizer({ codeDim: 5, sampling, slope: { from: 1, to: 5 }, balanceWeight: 1 }),
  })
  test.each(contract)(`${sampling}, $name`, ({ run }) => run())
}

const training = (step: number): StepContext => ({ training: true, rng: createRng(1), step, totalSteps: 100 })

test('stochastic codes have the mean 2p − 1; outside of training they are the likelier sign', async () => {
  const quantizer = new BinaryQuantizer({ codeDim: 4, sampling: 'stochastic' })
  const logits = [-1.5, -0.2, 0.4, 2]
  const z = tf.tidy(() => tf.tensor2d([logits]).tile([100_000, 1]))
  const [mean, fixed] = tf.tidy(() => [
    quantizer.quantize(z, training(0)).codes.mean(0),
    quantizer.quantize(z.slice(0, 1), inferenceContext()).codes.flatten(),
  ])
  const means = (await mean?.data()) ?? []
  logits.forEach((a, i) => expect(Math.abs((means[i] ?? 0) - Math.tanh(a / 2))).toBeLessThan(1e-2))
  expect(Array.from((await fixed?.data()) ?? [])).toEqual([-1, -1, 1, 1])
  tf.dispose([z, mean, fixed].flatMap((tensor) => tensor ?? []))
  quantizer.dispose()
})

test('the gradient is that of 2σ(s·z) − 1, with the slope of the step', async () => {
  const quantizer = new BinaryQuantizer({ codeDim: 3, slope: { from: 1, to: 4 } })
  const z = tf.tensor2d([0.3, -0.8, 1.2], [1, 3])
  for (const [step, slope] of [
    [0, 1],
    [50, 2],
    [100, 4],
  ] as const) {
    const gradient = tf.tidy(() =>
      tf.grad((x: tf.Tensor) => quantizer.quantize(x, training(step)).codes.sum())(z),
    )
    const [values, at] = [await gradient.data(), await z.data()]
    values.forEach((value, i) => {
      const p = 1 / (1 + Math.exp(-slope * (at[i] ?? 0)))
      expect(value).toBeCloseTo(2 * slope * p * (1 - p), 5)
    })
    gradient.dispose()
  }
  z.dispose()
  quantizer.dispose()
})

test('balance is the squared distance of mean probabilities from ½', async () => {
  const quantizer = new BinaryQuantizer({ codeDim: 2, balanceWeight: 3 })
  const z = tf.tensor2d([50, 50, 50, -50], [2, 2])
  const total = tf.tidy(() => quantizer.quantize(z, training(0)).total)
  // The first bit is always set, (1 − ½)²; the second half the time.
  expect((await total.data())[0]).toBeCloseTo((3 * 0.25) / 2, 5)
  tf.dispose([z, total])
  quantizer.dispose()
})

test('mistakes in the configuration are named', () => {
  expect(
    () => new BinaryQuantizer({ codeDim: 2, slope: { from: 0, to: 5 } }),
  ).toThrowErrorMatchingInlineSnapshot(
    `[AeError: BinaryQuantizer: \`slope.from\` must be a number > 0. Received: 0.]`,
  )
  expect(
    () => new BinaryQuantizer({ codeDim: 2, sampling: 'noisy' as 'stochastic' }),
  ).toThrowErrorMatchingInlineSnapshot(
    `[AeError: BinaryQuantizer: \`sampling\` must be one of 'deterministic', 'stochastic'. Received: 'noisy'.]`,
  )
})
