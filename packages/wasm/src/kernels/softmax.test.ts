import { createRng } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { beforeAll, expect, test } from 'vitest'
import { useWasm } from '../use-wasm'
import { expectSameOnThreads } from './fixtures/on-threads'
import { relativeError } from './fixtures/relative-error'

beforeAll(async () => {
  await useWasm()
})

const logSoftmax = (logits: tf.Tensor): tf.Tensor =>
  tf.engine().runKernel('LogSoftmax', { logits }, { axis: -1 }) as tf.Tensor

function reference(values: ArrayLike<number>, width: number): { soft: number[]; log: number[] } {
  const [soft, log]: [number[], number[]] = [[], []]
  for (let start = 0; start < values.length; start += width) {
    const row = Array.from({ length: width }, (_, i) => values[start + i] ?? 0)
    const largest = Math.max(...row)
    const total = Math.log(row.reduce((sum, x) => sum + Math.exp(x - largest), 0))
    for (const x of row) {
      log.push(x - largest - total)
      soft.push(Math.exp(x - largest - total))
    }
  }
  return { soft, log }
}

test.each([[[1, 1]], [[7, 3]], [[5, 4]], [[3, 2, 13]], [[257, 67]], [[9]]])(
  'of shape %j, softmax and its logarithm are those of float64',
  async (shape) => {
    for (const scale of [1, 30]) {
      const x = tf.tidy(() => createRng(1).normal(shape).mul(scale))
      const { soft, log } = reference(await x.data(), shape.at(-1) ?? 1)
      expect(await relativeError(tf.softmax(x), soft)).toBeLessThan(1e-6)
      expect(await relativeError(logSoftmax(x), log)).toBeLessThan(1e-6)
      x.dispose()
    }
  },
)

test('what overflows exp does no harm; NaN and rows without a finite value are NaN', async () => {
  const inf = Number.POSITIVE_INFINITY
  const x = tf.tensor2d([1e4, 0, -1e4, -inf, 5, -inf, Number.NaN, 1, 2, -inf, -inf, -inf], [4, 3])
  const rows = (await tf.softmax(x).array()) as number[][]
  expect(rows.slice(0, 2)).toEqual([
    [1, 0, 0],
    [0, 1, 0],
  ])
  expect(rows.slice(2).flat().every(Number.isNaN)).toBe(true)
  expect(await logSoftmax(x.slice(0, 2)).array()).toEqual([
    [0, -1e4, -2e4],
    [-inf, 0, -inf],
  ])
  expect((await tf.softmax(tf.zeros([0, 3])).data()).length).toBe(0)
  x.dispose()
})

test('the number of threads changes no bit', async () => {
  const x = createRng(2).normalArray(300 * 101)
  await expectSameOnThreads(() => tf.tidy(() => tf.softmax(tf.tensor2d(x, [300, 101]))))
})
