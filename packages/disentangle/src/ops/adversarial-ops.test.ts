import { createRng } from '@ae/core'
import { directionalDerivatives } from '@ae/core/testing'
import * as tf from '@tensorflow/tfjs'
import { describe, expect, test } from 'vitest'
import { patchCritic } from '../networks/patch-critic'
import { dropEntries } from './drop-entries'
import { gradientPenalty } from './gradient-penalty'
import { reverseGradient } from './reverse-gradient'

describe('gradientPenalty', () => {
  test('of w·x is (‖w‖ − 1)², and its slope 2 (‖w‖ − 1) w / ‖w‖', async () => {
    const weights = tf.tensor2d([[2], [-3], [6]])
    const [real, made] = [createRng(1).normal([4, 3]), createRng(2).normal([4, 3])]
    const penalty = (w: tf.Tensor): tf.Scalar =>
      gradientPenalty((x) => tf.matMul(x as tf.Tensor2D, w as tf.Tensor2D), { real, made, rng: createRng(3) })
    const [value, slope] = tf.tidy(() => [penalty(weights), tf.grad(penalty)(weights)])
    expect((await value?.data())?.[0]).toBeCloseTo(36, 4)
    Array.from((await slope?.data()) ?? []).forEach((each, i) => {
      expect(each).toBeCloseTo(((2 * 6) / 7) * ([2, -3, 6][i] ?? 0), 4)
    })
    tf.dispose([weights, real, made, value, slope].flatMap((t) => t ?? []))
  })

  test('looks between what is real and what was made', async () => {
    const [real, made] = [tf.ones([50, 1]), tf.zeros([50, 1])]
    // The slope of x² is 2x: at x between 0 and 1, (2x − 1)² is on average a third.
    const value = gradientPenalty((x) => x.square(), { real, made, rng: createRng(4) })
    const [number = 0] = await value.data()
    expect(number).toBeGreaterThan(0.23)
    expect(number).toBeLessThan(0.43)
    tf.dispose([real, made, value])
  })

  test('of a critic without slope is 1, and finite', async () => {
    const x = tf.ones([2, 3])
    const value = gradientPenalty((rows) => rows.mul(0), { real: x, made: x, rng: createRng(1) })
    expect((await value.data())[0]).toBeCloseTo(1, 5)
    tf.dispose([x, value])
  })
})

test('the patch critic has the second derivative that differences show, in every weight', async () => {
  const critic = patchCritic()({
    subject: 'critic',
    inputShape: [24, 4],
    outputShape: [4],
    rng: createRng(5),
  })
  const [real, made] = [createRng(1).normal([3, 24, 4]), createRng(2).normal([3, 24, 4])]
  const names = Object.keys(critic.weights()).filter((name) => name.endsWith('kernel'))
  expect(names.length).toBeGreaterThan(3)
  const penalty = (): tf.Scalar =>
    gradientPenalty(
      (x) =>
        critic.apply(x, { training: true, rng: createRng(1), step: 0, totalSteps: 1 }).slice([0, 0], [-1, 1]),
      {
        real,
        made,
        rng: createRng(3),
      },
    )
  const number = (): number => tf.tidy(() => penalty().dataSync()[0] ?? Number.NaN)
  // Rectifiers have corners, and ten thousand weights move at once: only small differences are near the slope.
  const step = 1e-4
  for (const name of names) {
    const weight = critic.weights()[name]
    if (weight === undefined) continue
    const direction = createRng(7).fork(name).normal(weight.shape)
    const analytic = tf.tidy(() => {
      const { grads } = tf.variableGrads(penalty, [weight])
      return grads[weight.name]?.mul(direction).sum().dataSync()[0] ?? Number.NaN
    })
    const at = (distance: number): number => {
      const start = weight.clone()
      tf.tidy(() => weight.assign(start.add(direction.mul(distance))))
      const value = number()
      weight.assign(start)
      start.dispose()
      return value
    }
    const numeric = (at(step) - at(-step)) / (2 * step)
    expect(Math.abs(analytic - numeric), name).toBeLessThan(0.01 * Math.max(1, Math.abs(numeric)))
    direction.dispose()
  }
  tf.dispose([real, made])
  critic.dispose()
}, 120_000)

test('reverseGradient is the identity whose slope is turned round', async () => {
  const x = tf.tensor1d([1, -2])
  const [y, slope] = tf.tidy(() => [
    reverseGradient(x, 0.5),
    tf.grad((a: tf.Tensor) => reverseGradient(a, 0.5).mul([3, 4]).sum())(x),
  ])
  expect(Array.from((await y?.data()) ?? [])).toEqual([1, -2])
  expect(Array.from((await slope?.data()) ?? [])).toEqual([-1.5, -2])
  tf.dispose([x, y, slope].flatMap((t) => t ?? []))
})

test('dropEntries keeps the mean, and everything where nothing is to be dropped', async () => {
  const x = tf.ones([100, 50])
  const [some, none] = [dropEntries(x, 0.3, createRng(1)), dropEntries(x, 0, createRng(1))]
  const values = Float32Array.from(await some.data())
  expect(new Set(Array.from(values, (value) => value.toFixed(3)))).toEqual(new Set(['0.000', '1.429']))
  expect(values.reduce((sum, value) => sum + value, 0) / values.length).toBeCloseTo(1, 1)
  expect(Array.from(await none.data()).every((value) => value === 1)).toBe(true)
  const slope = await directionalDerivatives((a = x) => dropEntries(a, 0.3, createRng(1)), [x])
  expect(slope.error).toBeLessThan(2e-3)
  tf.dispose([x, some, none])
})
