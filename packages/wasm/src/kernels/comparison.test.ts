import { createRng } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { beforeAll, expect, test } from 'vitest'
import { useWasm } from '../use-wasm'

beforeAll(async () => {
  await useWasm()
})

const COMPARISONS = [
  [tf.greater, (a: number, b: number) => a > b],
  [tf.greaterEqual, (a: number, b: number) => a >= b],
  [tf.less, (a: number, b: number) => a < b],
  [tf.lessEqual, (a: number, b: number) => a <= b],
  [tf.equal, (a: number, b: number) => a === b],
  [tf.notEqual, (a: number, b: number) => a !== b],
] as const

test.each([0, 1, 2, 15, 16, 17, 100])('comparisons of %i numbers are those of JavaScript', async (count) => {
  const special = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0, 1]
  const rng = createRng(1)
  // Few different numbers, so that many are equal.
  const draw = (): Float32Array => Float32Array.from({ length: count }, () => special[rng.integer(6)] ?? 0)
  const [a, b] = [draw(), draw()]
  const [x, y] = [tf.tensor1d(a), tf.tensor1d(b)]
  for (const [ours, exact] of COMPARISONS) {
    const values = [...(await ours(x, y).data())]
    expect(values).toEqual(Array.from(a, (value, i) => Number(exact(value, b[i] ?? 0))))
    for (const number of [0, 1, Number.NaN]) {
      expect([...(await ours(x, number).data())]).toEqual(
        Array.from(a, (value) => Number(exact(value, number))),
      )
      expect([...(await ours(number, x).data())]).toEqual(
        Array.from(a, (value) => Number(exact(number, value))),
      )
    }
  }
  tf.dispose([x, y])
})
