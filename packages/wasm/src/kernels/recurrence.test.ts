import { createRng, gruSequence } from '@ae/core'
import { directionalDerivatives } from '@ae/core/testing'
import * as tf from '@tensorflow/tfjs'
import { beforeEach, describe, expect, test } from 'vitest'
import { useWasm } from '../use-wasm'

beforeEach(async () => {
  await useWasm({ threads: 2 })
})

const SIZES = { batch: 7, length: 5, channels: 3, units: 6 }

/** x, kernel, recurrent kernel, bias, initial state. */
const SHAPES = [
  [SIZES.batch, SIZES.length, SIZES.channels],
  [SIZES.channels, 3 * SIZES.units],
  [SIZES.units, 3 * SIZES.units],
  [3 * SIZES.units],
  [SIZES.batch, SIZES.units],
]

describe.each([
  ['sigmoid', 'tanh'],
  ['hardSigmoid', 'tanh'],
  ['sigmoid', 'relu'],
  ['sigmoid', 'linear'],
] as const)('a gated recurrent unit with %s and %s', (gateActivation, activation) => {
  const f = (...inputs: tf.Tensor[]): tf.Tensor => {
    const [x, kernel, recurrentKernel, bias, initialState] = inputs as [
      tf.Tensor3D,
      tf.Tensor2D,
      tf.Tensor2D,
      tf.Tensor1D,
      tf.Tensor2D,
    ]
    return gruSequence(x, { kernel, recurrentKernel, bias }, { initialState, gateActivation, activation })
  }

  test('gives the states that tfjs operations give', async () => {
    const values = async (): Promise<ArrayLike<number>> => {
      const states = tf.tidy(() => f(...SHAPES.map((shape, i) => createRng(i).normal(shape))))
      const numbers = await states.data()
      states.dispose()
      return numbers
    }
    const ours = await values()
    await tf.setBackend('cpu')
    const theirs = await values()
    expect(ours.length).toBe(SIZES.batch * SIZES.length * SIZES.units)
    Array.from(ours).forEach((value, i) => {
      const wanted = theirs[i] ?? Number.NaN
      expect(Math.abs(value - wanted)).toBeLessThan(1e-5 * (1 + Math.abs(wanted)))
    })
  })

  test('has the gradient of a finite difference for every input', async () => {
    for (const seed of [1, 2, 3]) {
      // Small numbers around biases of about one, so that no sum is near a corner of a piecewise function.
      const inputs = SHAPES.map((shape, i) =>
        tf.tidy(() => {
          const small = createRng(i).normal(shape).mul(0.1)
          return i === 3 ? small.add(small.sign()) : small
        }),
      )
      const { error } = await directionalDerivatives(f, inputs, seed, 5e-3)
      expect(error).toBeLessThan(5e-3)
      tf.dispose(inputs)
    }
  })

  test('gives the same bits on one thread and on three', async () => {
    const bits = async (threads: number): Promise<string> => {
      await useWasm({ threads })
      const result = tf.tidy(() => {
        const inputs = SHAPES.map((shape, i) => createRng(i).normal(shape))
        const { value, grads } = tf.valueAndGrads((...all: tf.Tensor[]) =>
          f(...all)
            .square()
            .sum(),
        )(inputs)
        return tf.concat([value, ...grads].map((tensor) => tensor.reshape([-1])))
      })
      const text = String(await result.data())
      result.dispose()
      return text
    }
    expect(await bits(1)).toBe(await bits(3))
  })
})

test('a gated recurrent unit is the one of tfjs layers', async () => {
  const layer = tf.layers.gru({ units: 4, returnSequences: true, recurrentInitializer: 'glorotUniform' })
  const x = createRng(1).normal([3, 6, 2]) as tf.Tensor3D
  const theirs = layer.apply(x) as tf.Tensor3D
  const [kernel, recurrentKernel, bias] = layer.getWeights() as [tf.Tensor2D, tf.Tensor2D, tf.Tensor1D]
  const ours = gruSequence(x, { kernel, recurrentKernel, bias }, { gateActivation: 'hardSigmoid' })
  const difference = tf.tidy(() => ours.sub(theirs).abs().max())
  expect((await difference.data())[0]).toBeLessThan(1e-6)
  tf.dispose([x, theirs, ours, difference])
  layer.dispose()
})

test('without an initial state it begins at zero, and nothing leaks', async () => {
  const [x, kernel, recurrentKernel, bias] = SHAPES.map((shape, i) => createRng(i).normal(shape)) as [
    tf.Tensor3D,
    tf.Tensor2D,
    tf.Tensor2D,
    tf.Tensor1D,
  ]
  const weights = { kernel, recurrentKernel, bias }
  const run = (): tf.Tensor =>
    tf.tidy(() => tf.grad((input) => gruSequence(input as tf.Tensor3D, weights).sum())(x))
  run().dispose()
  const before = { ...tf.memory() }
  run().dispose()
  expect({ ...tf.memory() }).toEqual(before)
  const difference = tf.tidy(() =>
    gruSequence(x, weights)
      .sub(gruSequence(x, weights, { initialState: tf.zeros([SIZES.batch, SIZES.units]) }))
      .abs()
      .max(),
  )
  expect((await difference.data())[0]).toBe(0)
  tf.dispose([x, kernel, recurrentKernel, bias, difference])
})
