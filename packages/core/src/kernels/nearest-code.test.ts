/// <reference types="node" />
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import * as tf from '@tensorflow/tfjs'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import { beforeAll, describe, expect, test } from 'vitest'
import { createRng } from '../rng/rng'
import { nearestCode } from './nearest-code'

beforeAll(() => {
  const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')
  setWasmPaths(`${join(dirname(entry), '..', 'wasm-out')}/`)
})

// cpu runs the plain form, tfjs' wasm backend the composed one.
describe.each(['cpu', 'wasm'])('nearestCode on %s', (backend) => {
  beforeAll(() => tf.setBackend(backend))

  test('finds which code each row was made from', () => {
    const rng = createRng(1)
    const chosen = Int32Array.from({ length: 700 }, () => rng.integer(37))
    const indices = tf.tidy(() => {
      const codebook = rng.normal([37, 5]).mul(10)
      const x = codebook.gather(tf.tensor1d(chosen, 'int32')).add(rng.normal([700, 5]).mul(0.01))
      return nearestCode(x, codebook).dataSync()
    })
    expect(indices).toEqual(chosen)
  })

  test('takes the first of equal codes, and one row or one code as they are', () => {
    const tensors = tf.memory().numTensors
    const at = (x: number[][], codes: number[][]): number[] =>
      tf.tidy(() => [...nearestCode(tf.tensor2d(x), tf.tensor2d(codes)).dataSync()])
    expect(at([[1], [0.5], [-3]], [[0], [1], [0], [1]])).toEqual([1, 0, 0])
    expect(at([[2, 2]], [[7, 7]])).toEqual([0])
    const none = nearestCode(tf.zeros([0, 2]), tf.zeros([3, 2]))
    expect([none.shape, none.dtype]).toEqual([[0], 'int32'])
    expect(tf.memory().numTensors).toBe(tensors + 3)
  })

  test('is a constant in a loss that leads through it', () => {
    const codebook = tf.tensor2d([[0], [1]])
    const loss = (x: tf.Tensor): tf.Scalar =>
      x
        .sub(codebook.gather(nearestCode(x, codebook)))
        .square()
        .sum()
        .asScalar()
    // d/dx (x − e)² = 2 (x − e), as if e were fixed.
    const slope = tf.tidy(() => [
      ...tf
        .grad(loss)(tf.tensor2d([[0.25], [0.875]]))
        .dataSync(),
    ])
    expect(slope).toEqual([0.5, -0.25])
  })
})

test('what does not fit is refused', () => {
  expect(() => nearestCode(tf.zeros([4, 3]), tf.zeros([2, 5]))).toThrowErrorMatchingInlineSnapshot(
    `[AeError: nearestCode: expected x [N, D] and a codebook [K, D]. Received: [4, 3], [2, 5].]`,
  )
  expect(() => nearestCode(tf.zeros([4, 3]), tf.zeros([0, 3]))).toThrow('[4, 3], [0, 3]')
})
