import { createRng, type GateActivation, gruSequence, lstmSequence, type StateActivation } from '@ae/core'
import { directionalDerivatives } from '@ae/core/testing'
import * as tf from '@tensorflow/tfjs'
import { beforeEach, describe, expect, test } from 'vitest'
import { useWasm } from '../use-wasm'

beforeEach(async () => {
  await useWasm({ threads: 2 })
})

const SIZES = { batch: 7, length: 5, channels: 3, units: 6 }

type Sequence = (
  inputs: readonly tf.Tensor[],
  gateActivation: GateActivation,
  activation: StateActivation,
) => tf.Tensor

/** x, kernel, recurrent kernel, bias, and where the sequence begins, for a cell of `sums` sums a unit. */
const shapesOf = (sums: number, starts: number): readonly number[][] => [
  [SIZES.batch, SIZES.length, SIZES.channels],
  [SIZES.channels, sums * SIZES.units],
  [SIZES.units, sums * SIZES.units],
  [sums * SIZES.units],
  ...Array.from({ length: starts }, () => [SIZES.batch, SIZES.units]),
]

const gru: Sequence = (inputs, gateActivation, activation) => {
  const [x, kernel, recurrentKernel, bias, initialState] = inputs as [
    tf.Tensor3D,
    tf.Tensor2D,
    tf.Tensor2D,
    tf.Tensor1D,
    tf.Tensor2D,
  ]
  return gruSequence(x, { kernel, recurrentKernel, bias }, { initialState, gateActivation, activation })
}

const lstm: Sequence = (inputs, gateActivation, activation) => {
  const [x, kernel, recurrentKernel, bias, state, cell] = inputs as [
    tf.Tensor3D,
    tf.Tensor2D,
    tf.Tensor2D,
    tf.Tensor1D,
    tf.Tensor2D,
    tf.Tensor2D,
  ]
  const weights = { kernel, recurrentKernel, bias }
  const walked = lstmSequence(x, weights, { initial: { state, cell }, gateActivation, activation })
  // The last cell counts, too.
  return tf.concat([walked.states, walked.cell.expandDims(1)], 1)
}

describe.each([
  ['gru', 'sigmoid', 'tanh', gru, shapesOf(3, 1)],
  ['gru', 'hardSigmoid', 'tanh', gru, shapesOf(3, 1)],
  ['gru', 'sigmoid', 'relu', gru, shapesOf(3, 1)],
  ['gru', 'sigmoid', 'linear', gru, shapesOf(3, 1)],
  ['lstm', 'sigmoid', 'tanh', lstm, shapesOf(4, 2)],
  ['lstm', 'hardSigmoid', 'tanh', lstm, shapesOf(4, 2)],
  ['lstm', 'sigmoid', 'relu', lstm, shapesOf(4, 2)],
] as const)('%s with %s and %s', (_, gateActivation, activation, sequence, shapes) => {
  const f = (...inputs: tf.Tensor[]): tf.Tensor => sequence(inputs, gateActivation, activation)

  test('gives the states that tfjs operations give', async () => {
    const values = async (): Promise<ArrayLike<number>> => {
      const states = tf.tidy(() => f(...shapes.map((shape, i) => createRng(i).normal(shape))))
      const numbers = await states.data()
      states.dispose()
      return numbers
    }
    const ours = await values()
    await tf.setBackend('cpu')
    const theirs = await values()
    expect(ours.length).toBe(theirs.length)
    Array.from(ours).forEach((value, i) => {
      const wanted = theirs[i] ?? Number.NaN
      expect(Math.abs(value - wanted)).toBeLessThan(1e-5 * (1 + Math.abs(wanted)))
    })
  })

  test('has the gradient of a finite difference for every input', async () => {
    for (const seed of [1, 2, 3]) {
      // Small numbers around biases of about one, so that no sum is near a corner of a piecewise function.
      const inputs = shapes.map((shape, i) =>
        tf.tidy(() => {
          const small = createRng(i).normal(shape).mul(0.1)
          if (i === 3) return small.add(small.sign())
          // A cell that begins above 1 stays above 0.
          return i === 5 ? small.add(2) : small
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
        const inputs = shapes.map((shape, i) => createRng(i).normal(shape))
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

test.each([
  ['gru', 3],
  ['lstm', 4],
] as const)('%s is the one of tfjs layers', async (kind, sums) => {
  const settings = { units: 4, returnSequences: true, recurrentInitializer: 'glorotUniform' } as const
  const layer = kind === 'gru' ? tf.layers.gru(settings) : tf.layers.lstm(settings)
  const x = createRng(1).normal([3, 6, 2]) as tf.Tensor3D
  const theirs = layer.apply(x) as tf.Tensor3D
  const [kernel, recurrentKernel, bias] = layer.getWeights() as [tf.Tensor2D, tf.Tensor2D, tf.Tensor1D]
  expect(kernel.shape).toEqual([2, 4 * sums])
  const weights = { kernel, recurrentKernel, bias }
  const options = { gateActivation: 'hardSigmoid' } as const
  const difference = tf.tidy(() => {
    const ours = kind === 'gru' ? gruSequence(x, weights, options) : lstmSequence(x, weights, options).states
    return ours.sub(theirs).abs().max()
  })
  expect((await difference.data())[0]).toBeLessThan(1e-6)
  tf.dispose([x, theirs, difference])
  layer.dispose()
})

test.each([
  ['gru', 3, gruSequence],
  ['lstm', 4, (...[x, weights]: Parameters<typeof lstmSequence>) => lstmSequence(x, weights).states],
] as const)('%s without a beginning begins at zero, and nothing leaks', async (kind, sums, walk) => {
  const [x, kernel, recurrentKernel, bias] = shapesOf(sums, 0).map((shape, i) =>
    createRng(i).normal(shape),
  ) as [tf.Tensor3D, tf.Tensor2D, tf.Tensor2D, tf.Tensor1D]
  const weights = { kernel, recurrentKernel, bias }
  const run = (): tf.Tensor => tf.tidy(() => tf.grad((input) => walk(input as tf.Tensor3D, weights).sum())(x))
  run().dispose()
  const before = { ...tf.memory() }
  run().dispose()
  expect({ ...tf.memory() }).toEqual(before)
  const difference = tf.tidy(() => {
    const zeros = Array.from({ length: 2 }, () => tf.zeros([SIZES.batch, SIZES.units]))
    const inputs = [x, kernel, recurrentKernel, bias, ...zeros]
    const begun = kind === 'gru' ? gru(inputs, 'sigmoid', 'tanh') : lstm(inputs, 'sigmoid', 'tanh')
    return walk(x, weights)
      .sub(begun.slice([0, 0, 0], [-1, SIZES.length, -1]))
      .abs()
      .max()
  })
  expect((await difference.data())[0]).toBe(0)
  tf.dispose([x, kernel, recurrentKernel, bias, difference])
})
