import { readFileSync } from 'node:fs'
import * as tf from '@tensorflow/tfjs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { useWasm } from '../use-wasm'

// What a stranger writes: tf.sequential, compile, fit. fixtures/make.py is the same in PyTorch, to tfjs' definitions.

const [ROWS, BATCHES, STEPS, RATE] = [16, 10, 100, 0.01]
/** The machine may be busy. */
const LIMIT_MS = 120_000

interface Twin {
  readonly losses: readonly number[]
  /** For the first batch, after training: with the moving averages. */
  readonly predictions: readonly number[]
}

const twins = JSON.parse(readFileSync(new URL('fixtures/twin.json', import.meta.url), 'utf8')) as Readonly<
  Record<'images' | 'tokens', Twin>
>

/** A linear congruential generator (Numerical Recipes), as numbers from 0 to 1; the same in fixtures/make.py. */
class Numbers {
  #state: number

  constructor(state: number) {
    this.#state = state
  }

  uniform(count: number): number[] {
    return Array.from({ length: count }, () => {
      this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0
      return this.#state / 2 ** 32
    })
  }

  inputs(shape: readonly number[]): tf.Tensor {
    return tf.tensor(this.uniform(shape.reduce((a, b) => a * b)), [...shape])
  }

  integers(below: number, shape: readonly number[]): tf.Tensor {
    const values = this.uniform(shape.reduce((a, b) => a * b)).map((value) => Math.floor(value * below))
    return tf.tensor(values, [...shape])
  }

  /** Draws what has two or more axes, layer by layer; vectors stay as tfjs starts them. */
  fill(model: tf.Sequential): void {
    for (const layer of model.layers) {
      const weights = layer.getWeights().map((weight) => {
        if (weight.rank < 2) return weight
        const scale = 2 / Math.sqrt(weight.size / (weight.shape.at(-1) ?? 1))
        return tf.tensor(
          this.uniform(weight.size).map((value) => (value - 0.5) * scale),
          weight.shape,
        )
      })
      if (weights.length > 0) layer.setWeights(weights)
    }
  }
}

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length)
  const worst = Math.max(...expected.map((value, i) => Math.abs(value - (actual[i] ?? Number.NaN))))
  expect(worst).toBeLessThan(1e-4)
}

describe.each([1, 2])('on %i thread(s)', (threads) => {
  beforeAll(async () => {
    expect((await useWasm({ threads })).threads).toBe(threads)
    tf.engine().startScope()
  })
  afterAll(() => tf.engine().endScope())

  test(
    'convolutions, batch normalization and a transposed convolution train with fit as in PyTorch',
    async () => {
      const model = tf.sequential({
        layers: [
          tf.layers.conv2d({
            inputShape: [8, 7, 2],
            filters: 6,
            kernelSize: 3,
            strides: 2,
            padding: 'same',
            activation: 'elu',
          }),
          tf.layers.batchNormalization(),
          tf.layers.conv2d({ filters: 8, kernelSize: 2, padding: 'same', activation: 'tanh' }),
          tf.layers.conv2dTranspose({
            filters: 4,
            kernelSize: 3,
            strides: 2,
            padding: 'same',
            activation: 'elu',
          }),
          tf.layers.batchNormalization(),
          tf.layers.flatten(),
          tf.layers.dense({ units: 5, activation: 'softmax' }),
        ],
      })
      const numbers = new Numbers(1)
      numbers.fill(model)
      const x = numbers.inputs([ROWS * BATCHES, 8, 7, 2])
      const y = tf.oneHot(numbers.integers(5, [ROWS * BATCHES]).toInt() as tf.Tensor1D, 5)
      model.compile({ optimizer: tf.train.adam(RATE), loss: 'categoricalCrossentropy' })
      const losses: number[] = []
      await model.fit(x, y, {
        epochs: STEPS / BATCHES,
        batchSize: ROWS,
        shuffle: false,
        verbose: 0,
        callbacks: { onBatchEnd: (_, logs) => void losses.push(logs?.loss ?? Number.NaN) },
      })
      expectClose(losses, twins.images.losses)
      const predictions = model.predict(x.slice(0, ROWS)) as tf.Tensor
      expectClose([...(await predictions.data())], twins.images.predictions)
    },
    LIMIT_MS,
  )

  test(
    'an embedding, a convolution, batch normalization and two GRUs train batch by batch as in PyTorch',
    async () => {
      const model = tf.sequential({
        layers: [
          tf.layers.embedding({ inputDim: 20, outputDim: 6, inputLength: 10 }),
          tf.layers.conv1d({ filters: 8, kernelSize: 3, strides: 2, padding: 'same', activation: 'relu' }),
          tf.layers.batchNormalization(),
          tf.layers.gru({ units: 7, returnSequences: true }),
          tf.layers.gru({ units: 9, recurrentActivation: 'sigmoid' }),
          tf.layers.dense({ units: 20, activation: 'softmax' }),
        ],
      })
      const numbers = new Numbers(2)
      numbers.fill(model)
      const x = numbers.integers(20, [ROWS * BATCHES, 10])
      const y = numbers.integers(20, [ROWS * BATCHES, 1])
      model.compile({ optimizer: tf.train.adam(RATE), loss: 'sparseCategoricalCrossentropy' })
      const losses: number[] = []
      for (let step = 0; step < STEPS; step++) {
        const first = (step % BATCHES) * ROWS
        losses.push(Number(await model.trainOnBatch(x.slice(first, ROWS), y.slice(first, ROWS))))
      }
      expectClose(losses, twins.tokens.losses)
      const predictions = model.predict(x.slice(0, ROWS)) as tf.Tensor
      expectClose([...(await predictions.data())], twins.tokens.predictions)
    },
    LIMIT_MS,
  )
})
