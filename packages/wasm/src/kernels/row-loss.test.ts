import { bernoulliNll, createRng, mse, sse } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { beforeAll, expect, test } from 'vitest'
import { useWasm } from '../use-wasm'

beforeAll(async () => {
  await useWasm({ threads: 2 })
})

type Exact = (prediction: number, target: number) => readonly [loss: number, slope: number]

const squared: Exact = (p, x) => [(p - x) ** 2, 2 * (p - x)]
const crossEntropy: Exact = (p, x) => [
  Math.max(p, 0) + Math.log1p(Math.exp(-Math.abs(p))) - p * x,
  1 / (1 + Math.exp(-p)) - x,
]

/** Relative to the exact value, and to 1 where that is smaller. */
function error(value: number | undefined, exact: number, scale: number): number {
  return Math.abs((value ?? Number.NaN) / scale - exact) / (1 + Math.abs(exact))
}

test.each([
  ['sse', sse, squared, 1],
  ['mse', mse, squared, 'features'],
  ['bernoulliNll', bernoulliNll, crossEntropy, 1],
] as const)('%s and both its gradients are those of float64', async (_, loss, exact, divisor) => {
  for (const shape of [
    [1, 1],
    [3, 2],
    [5, 7],
    [2, 3, 5, 3],
    [130, 785],
  ]) {
    const rng = createRng(4)
    const target = rng.uniform(shape)
    const prediction = tf.tidy(() => rng.normal(shape).mul(8))
    const features = divisor === 'features' ? prediction.size / (shape[0] ?? 1) : 1
    const { value, grads } = tf.valueAndGrads((x: tf.Tensor, p: tf.Tensor) => loss(x, p))([
      target,
      prediction,
    ])
    const [x, p] = [await target.data(), await prediction.data()]
    const [dx, dp] = [await grads[0]?.data(), await grads[1]?.data()]
    const scale = 1 / ((shape[0] ?? 1) * features)
    let [total, worst] = [0, 0]
    for (const [i, at] of p.entries()) {
      const [term, slope] = exact(at, x[i] ?? 0)
      const ofTarget = exact === squared ? -slope : -at
      total += term * scale
      worst = Math.max(worst, error(dp?.[i], slope, scale), error(dx?.[i], ofTarget, scale))
    }
    expect(worst).toBeLessThan(1e-6)
    expect(Math.abs(((await value.data())[0] ?? 0) - total)).toBeLessThan(2e-6 * total)
    tf.dispose([target, prediction, value, grads])
  }
})
