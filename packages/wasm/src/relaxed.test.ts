import { createRng } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { afterAll, expect, test } from 'vitest'
import { hasRelaxedSimd } from './instantiate'
import { useWasm } from './use-wasm'

// Relaxed kernels have another tile, so everything that packs for it has another form.

afterAll(() => {
  tf.removeBackend('ae-wasm')
})

const rng = createRng(7)
const [a, b, image, filter, narrow] = [
  rng.normalArray(13 * 37),
  rng.normalArray(37 * 19),
  rng.normalArray(3 * 9 * 11 * 10),
  rng.normalArray(3 * 3 * 10 * 9),
  rng.normalArray(3 * 3 * 1 * 9),
]

test.skipIf(!hasRelaxedSimd()).each([1, 2])(
  'relaxed products and convolutions agree with strict ones on %d threads',
  async (threads) => {
    const of = async (simd: 'strict' | 'relaxed'): Promise<readonly (readonly number[])[]> => {
      await useWasm({ threads, simd })
      const results = tf.tidy(() => {
        const x = tf.tensor4d(image, [3, 9, 11, 10])
        const kernel = tf.tensor4d(filter, [3, 3, 10, 9])
        const grey = tf.tensor4d(image.slice(0, 3 * 9 * 11), [3, 9, 11, 1])
        const thin = tf.tensor4d(narrow, [3, 3, 1, 9])
        const gradients = (from: tf.Tensor4D, by: tf.Tensor4D, stride: number): tf.Tensor[] =>
          tf.grads((p: tf.Tensor, q: tf.Tensor) =>
            tf
              .conv2d(p as tf.Tensor4D, q as tf.Tensor4D, stride, 'same')
              .square()
              .sum(),
          )([from, by])
        return [
          tf.matMul(tf.tensor2d(a, [13, 37]), tf.tensor2d(b, [37, 19])),
          tf.matMul(tf.tensor2d(a, [37, 13]), tf.tensor2d(b, [37, 19]), true),
          tf.matMul(tf.tensor2d(a, [13, 37]), tf.tensor2d(b, [19, 37]), false, true),
          tf.conv2d(x, kernel, 1, 'valid'),
          ...gradients(x, kernel, 1),
          ...gradients(x, kernel, 2),
          ...gradients(grey, thin, 2),
        ]
      })
      const values = await Promise.all(results.map((tensor) => tensor.data()))
      tf.dispose(results)
      return values.map((part) => Array.from(part))
    }
    const [strict, relaxed] = [await of('strict'), await of('relaxed')]
    // Sums cancel, so an error is measured by the largest number of its tensor.
    strict.forEach((part, i) => {
      const largest = Math.max(...part.map(Math.abs))
      const errors = part.map((value, k) => Math.abs(value - (relaxed[i]?.[k] ?? Number.NaN)))
      expect(Math.max(...errors) / largest).toBeLessThan(2e-6)
    })
  },
)
