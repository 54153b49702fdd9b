import { createRng } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { beforeAll, expect, test } from 'vitest'
import { useWasm } from '../use-wasm'
import { expectSameOnThreads } from './fixtures/on-threads'
import { relativeError } from './fixtures/relative-error'

beforeAll(async () => {
  await useWasm({ threads: 2 })
})

const gradient = (f: (x: tf.Tensor4D) => tf.Tensor): ((x: tf.Tensor, dy?: tf.Tensor) => tf.Tensor) =>
  tf.grad((x) => f(x as tf.Tensor4D))

type Taps = (position: number, size: number, outSize: number) => readonly (readonly [number, number])[]

const clamp = (at: number, size: number): number => Math.max(0, Math.min(size - 1, at))
const nearestTaps =
  (align: boolean, half: boolean): Taps =>
  (position, size, outSize) => {
    const scale = align && outSize > 1 ? (size - 1) / (outSize - 1) : size / outSize
    const source = (position + (half ? 0.5 : 0)) * scale
    return [[clamp(align ? Math.round(source) : Math.floor(source), size), 1]]
  }
/** A tent of width 1 about the place; beyond the border, the border's element. */
const linearTaps =
  (align: boolean, half: boolean): Taps =>
  (position, size, outSize) => {
    const scale = align && outSize > 1 ? (size - 1) / (outSize - 1) : size / outSize
    const source = half ? (position + 0.5) * scale - 0.5 : position * scale
    const low = Math.floor(source)
    return [
      [clamp(low, size), 1 - (source - low)],
      [clamp(low + 1, size), source - low],
    ]
  }

/** The matrix of an axis' resizing applied to rows and columns, and its transpose to a gradient. */
function reference(shape: readonly number[], out: readonly [number, number], taps: Taps) {
  const [batch = 0, height = 0, width = 0, channels = 0] = shape
  const visit = (f: (from: number, to: number, weight: number) => void): void => {
    for (let b = 0; b < batch; b++)
      for (let oy = 0; oy < out[0]; oy++)
        for (let ox = 0; ox < out[1]; ox++)
          for (const [iy, wy] of taps(oy, height, out[0]))
            for (const [ix, wx] of taps(ox, width, out[1]))
              for (let c = 0; c < channels; c++)
                f(
                  ((b * height + iy) * width + ix) * channels + c,
                  ((b * out[0] + oy) * out[1] + ox) * channels + c,
                  wy * wx,
                )
  }
  return {
    forward(x: ArrayLike<number>) {
      const y = new Float64Array(batch * out[0] * out[1] * channels)
      visit((from, to, weight) => {
        y[to] = (y[to] ?? 0) + weight * (x[from] ?? 0)
      })
      return y
    },
    backward(dy: ArrayLike<number>) {
      const dx = new Float64Array(batch * height * width * channels)
      visit((from, to, weight) => {
        dx[from] = (dx[from] ?? 0) + weight * (dy[to] ?? 0)
      })
      return dx
    },
  }
}

const CASES = [
  [2, 3],
  [7, 4],
  [6, 10],
  [1, 1],
  [12, 5],
].flatMap((out) =>
  [
    [false, false],
    [true, false],
    [false, true],
  ].map(([align = false, half = false]) => ({ out: [out[0] ?? 1, out[1] ?? 1] as const, align, half })),
)

test.each(CASES)(
  'to $out (corners aligned: $align, centres: $half), values and gradients are those of float64',
  async ({ out, align, half }) => {
    for (const channels of [1, 4, 7]) {
      const shape = [3, 6, 5, channels]
      const x = createRng(1).normal(shape) as tf.Tensor4D
      const dy = createRng(2).normal([3, out[0], out[1], channels])
      for (const [resize, taps] of [
        [
          (a: tf.Tensor4D) => tf.image.resizeNearestNeighbor(a, [...out], align, half),
          nearestTaps(align, half),
        ],
        [(a: tf.Tensor4D) => tf.image.resizeBilinear(a, [...out], align, half), linearTaps(align, half)],
      ] as const) {
        const expected = reference(shape, out, taps)
        expect(await relativeError(resize(x), expected.forward(await x.data()))).toBeLessThan(1e-6)
        const dx = gradient(resize)(x, dy)
        expect(await relativeError(dx, expected.backward(await dy.data()))).toBeLessThan(1e-6)
      }
      tf.dispose([x, dy])
    }
  },
)

test('the number of threads changes no bit', async () => {
  const x = createRng(3).normalArray(5 * 13 * 17 * 6)
  await expectSameOnThreads(() =>
    tf.tidy(() => {
      const images = tf.tensor4d(x, [5, 13, 17, 6])
      const larger = (a: tf.Tensor4D): tf.Tensor4D => tf.image.resizeBilinear(a, [40, 41])
      return [larger(images), gradient(larger)(images), tf.image.resizeNearestNeighbor(images, [40, 41])]
    }),
  )
})
