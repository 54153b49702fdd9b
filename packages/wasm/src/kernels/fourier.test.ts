import { createRng } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { beforeAll, expect, test } from 'vitest'
import { useWasm } from '../use-wasm'
import { expectSameOnThreads } from './fixtures/on-threads'
import { relativeError } from './fixtures/relative-error'

beforeAll(async () => {
  await useWasm({ threads: 2 })
})

/** Σ xₖ e^(sign·2πi·jk/n) of each row, by its definition in float64. */
function reference(real: ArrayLike<number>, imag: ArrayLike<number>, n: number, sign: 1 | -1) {
  const result = { real: new Float64Array(real.length), imag: new Float64Array(real.length) }
  for (let at = 0; at < real.length; at++) {
    const [start, j] = [at - (at % n), at % n]
    let [a, b] = [0, 0]
    for (let k = 0; k < n; k++) {
      const angle = (sign * 2 * Math.PI * ((j * k) % n)) / n
      const [c, s, x, y] = [Math.cos(angle), Math.sin(angle), real[start + k] ?? 0, imag[start + k] ?? 0]
      a += x * c - y * s
      b += x * s + y * c
    }
    result.real[at] = a
    result.imag[at] = b
  }
  return result
}

test.each([1, 2, 3, 4, 5, 7, 8, 12, 16, 17, 64, 100, 127, 128, 243, 500, 512, 1000])(
  'of length %i, transforms there and back are those of float64',
  async (n) => {
    const [real, imag] = [createRng(1).normal([3, n]), createRng(2).normal([3, n])]
    const input = tf.complex(real, imag)
    const [x, y] = [await real.data(), await imag.data()]
    const there = tf.spectral.fft(input)
    const expected = reference(x, y, n, -1)
    expect(await relativeError(tf.real(there), expected.real)).toBeLessThan(5e-7)
    expect(await relativeError(tf.imag(there), expected.imag)).toBeLessThan(5e-7)
    const back = tf.spectral.ifft(there)
    expect(await relativeError(tf.real(back), x)).toBeLessThan(5e-7)
    expect(await relativeError(tf.imag(back), y)).toBeLessThan(5e-7)
    const half = Math.floor(n / 2) + 1
    const spectrum = reference(x, new Float32Array(3 * n), n, -1)
    const wanted = Float64Array.from(
      { length: 3 * half },
      (_, i) => spectrum.real[Math.floor(i / half) * n + (i % half)] ?? 0,
    )
    expect(await relativeError(tf.real(tf.spectral.rfft(real as tf.Tensor2D)), wanted)).toBeLessThan(5e-7)
    tf.dispose([real, imag, input, there, back])
  },
)

test('a transform leaves nothing in memory', () => {
  const input = tf.complex(tf.ones([4, 100]), tf.zeros([4, 100]))
  const used = (): number => tf.memory().numBytes
  tf.spectral.fft(input).dispose()
  const before = [
    used(),
    tf.memory().numTensors,
    (tf.backend() as unknown as { heap: { used: number } }).heap.used,
  ]
  for (let i = 0; i < 10; i++) tf.spectral.ifft(tf.spectral.fft(input)).dispose()
  const after = [
    used(),
    tf.memory().numTensors,
    (tf.backend() as unknown as { heap: { used: number } }).heap.used,
  ]
  // Ten results of the inner transform are still alive: 2 · 4 · 4 · 100 bytes each.
  expect((after[1] ?? 0) - (before[1] ?? 0)).toBe(10)
  expect((after[2] ?? 0) - (before[2] ?? 0)).toBeLessThan(10 * 3200 * 1.3)
  input.dispose()
})

test('the number of threads changes no bit', async () => {
  const x = createRng(3).normalArray(40 * 300)
  await expectSameOnThreads(() =>
    tf.tidy(() => {
      const any = tf.spectral.rfft(tf.tensor2d(x, [40, 300]))
      const power = tf.spectral.rfft(tf.tensor2d(x.slice(0, 40 * 256), [40, 256]))
      return [any, power].flatMap((each) => [tf.real(each), tf.imag(each)])
    }),
  )
})
