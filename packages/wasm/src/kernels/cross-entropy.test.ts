import { createRng, softmaxCrossEntropy } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { useWasm } from '../use-wasm'

test.each([
  [1, 1],
  [3, 2],
  [5, 7],
  [64, 1001],
  [7, 300],
])(
  'cross-entropy of %i rows and %i classes, and its gradient, are those of float64',
  async (rows, classes) => {
    await useWasm({ threads: 2 })
    const rng = createRng(4)
    const logits = tf.tidy(() => rng.normal([rows, classes]).mul(6))
    const labels = Array.from({ length: rows }, (_, row) => (row * 7) % classes)
    const given = tf.tensor1d(labels, 'int32')
    const { value, grad } = tf.valueAndGrad((x: tf.Tensor) => softmaxCrossEntropy(given, x))(logits)
    const [x, loss, slope] = [await logits.data(), await value.data(), await grad.data()]
    let wanted = 0
    labels.forEach((label, row) => {
      const terms = Array.from({ length: classes }, (_, k) => x[row * classes + k] ?? 0)
      const top = Math.max(...terms)
      const normalizer = top + Math.log(terms.reduce((sum, term) => sum + Math.exp(term - top), 0))
      wanted += (normalizer - (terms[label] ?? 0)) / rows
      terms.forEach((term, k) => {
        const exact = (Math.exp(term - normalizer) - Number(k === label)) / rows
        expect(Math.abs((slope[row * classes + k] ?? 0) - exact)).toBeLessThan(3e-6 / rows)
      })
    })
    expect(Math.abs((loss[0] ?? 0) - wanted)).toBeLessThan(1e-5 * (1 + wanted))
    tf.dispose([logits, given, value, grad])
  },
)

test('a row whose label is no class has neither loss nor gradient, as on other backends', async () => {
  const run = async (): Promise<number[]> => {
    const result = tf.tidy(() => {
      const logits = createRng(1).normal([3, 4])
      const labels = tf.tensor1d([1, -1, 4], 'int32')
      const { value, grad } = tf.valueAndGrad((x: tf.Tensor) => softmaxCrossEntropy(labels, x))(logits)
      return tf.concat([value.reshape([1]), grad.reshape([-1])])
    })
    const values = Array.from(await result.data())
    result.dispose()
    return values
  }
  await useWasm()
  const ours = await run()
  await tf.setBackend('cpu')
  const theirs = await run()
  ours.forEach((value, i) => expect(value).toBeCloseTo(theirs[i] ?? Number.NaN, 6))
})
