import { asNetwork, createRng, inferenceContext, mlp } from '@ae/core'
import { directionalDerivatives } from '@ae/core/testing'
import * as tf from '@tensorflow/tfjs'
import { beforeEach, describe, expect, test } from 'vitest'
import { useWasm } from '../use-wasm'

beforeEach(async () => {
  await useWasm({ threads: 2 })
})

/** Widths that are no multiples of a tile, and one that takes two blocks of the depth. */
const WIDTHS = [13, 300, 6, 1]

describe.each([
  ['relu', 1],
  ['sigmoid', 7],
  ['tanh', 40],
  ['relu', 1000],
] as const)('dense layers with %s on %i rows', (activation, rows) => {
  const request = { subject: 'test', inputShape: [5], outputShape: [7], rng: createRng(1) }
  const network = asNetwork(mlp({ hiddenUnits: WIDTHS, activation, outputActivation: 'tanh' }), request)
  const apply = (x: tf.Tensor): tf.Tensor => network.apply(x, inferenceContext())
  const input = (): tf.Tensor => createRng(3).normal([rows, 5])

  test('give what tfjs layers give, kept for a gradient or not', async () => {
    const values = async (): Promise<readonly ArrayLike<number>[]> => {
      const [plain, kept] = tf.tidy(() => {
        const x = input()
        return [apply(x), tf.valueAndGrad((t: tf.Tensor) => apply(t).sum())(x).grad]
      })
      const numbers = [(await plain?.data()) ?? [], (await kept?.data()) ?? []]
      tf.dispose([plain ?? [], kept ?? []])
      return numbers
    }
    const ours = await values()
    await tf.setBackend('cpu')
    const theirs = await values()
    ours.forEach((series, k) => {
      expect(series.length).toBe(theirs[k]?.length)
      Array.from(series).forEach((value, i) => {
        const wanted = theirs[k]?.[i] ?? Number.NaN
        expect(Math.abs(value - wanted)).toBeLessThan(1e-5 * (1 + Math.abs(wanted)))
      })
    })
  })

  test('have the same gradients for their weights as tfjs layers', async () => {
    const gradients = async (): Promise<readonly ArrayLike<number>[]> => {
      const { value, grads } = tf.tidy(() =>
        tf.variableGrads(() => apply(input()).square().sum().asScalar(), [...network.variables]),
      )
      const numbers = await Promise.all(
        network.variables.map(async ({ name }) => (await grads[name]?.data()) ?? []),
      )
      tf.dispose([value, grads])
      return numbers
    }
    const ours = await gradients()
    await tf.setBackend('cpu')
    const theirs = await gradients()
    ours.forEach((series, k) => {
      const largest = Array.from(theirs[k] ?? []).reduce(
        (most, value) => Math.max(most, Math.abs(value)),
        1e-3,
      )
      Array.from(series).forEach((value, i) => {
        expect(Math.abs(value - (theirs[k]?.[i] ?? Number.NaN))).toBeLessThan(2e-5 * largest)
      })
    })
  })
})

test('a gradient of a gradient goes through tfjs layers, and is right', async () => {
  const request = { subject: 'test', inputShape: [4], outputShape: [1], rng: createRng(1) }
  // Softplus would be no layer of the kernel at all; ReLU's second gradient is that of its linear pieces.
  const network = asNetwork(mlp({ hiddenUnits: [6], activation: 'relu' }), request)
  const slope = (x: tf.Tensor): tf.Tensor =>
    tf
      .grad((t: tf.Tensor) => network.apply(t, inferenceContext()).square().sum())(x)
      .square()
      .sum()
  const x = createRng(2).normal([3, 4])
  const { error } = await directionalDerivatives(slope, [x], 1, 1e-3)
  expect(error).toBeLessThan(1e-2)
  tf.dispose([x])
})
