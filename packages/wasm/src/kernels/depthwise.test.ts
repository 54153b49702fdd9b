import { createRng } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { beforeAll, expect, test } from 'vitest'
import { useWasm } from '../use-wasm'
import { expectSameOnThreads } from './fixtures/on-threads'
import { relativeError } from './fixtures/relative-error'

beforeAll(async () => {
  await useWasm({ threads: 2 })
})

type Arrays = Readonly<Record<'x' | 'filter' | 'dy', ArrayLike<number>>>

interface Geometry {
  readonly shape: readonly [number, number, number, number]
  readonly taps: readonly [number, number]
  readonly multiplier: number
  readonly strides: readonly [number, number]
  readonly dilations: readonly [number, number]
  readonly pad: 'same' | 'valid'
  readonly out: readonly number[]
}

/** Six loops in float64. */
function reference({ x, filter, dy }: Arrays, g: Geometry) {
  const [batch, height, width, channels] = g.shape
  const [, outHeight = 0, outWidth = 0] = g.out
  const before = (axis: 0 | 1, size: number, out: number): number => {
    const window = (g.taps[axis] - 1) * g.dilations[axis] + 1
    return g.pad === 'valid' ? 0 : Math.floor(Math.max(0, (out - 1) * g.strides[axis] + window - size) / 2)
  }
  const [top, left] = [before(0, height, outHeight), before(1, width, outWidth)]
  const [y, dx, dFilter] = [
    new Float64Array(dy.length),
    new Float64Array(x.length),
    new Float64Array(filter.length),
  ]
  const add = (sums: Float64Array, at: number, value: number): void => {
    sums[at] = (sums[at] ?? 0) + value
  }
  for (let r = 0; r < batch * outHeight * outWidth; r++) {
    const [oy, ox] = [Math.floor(r / outWidth) % outHeight, r % outWidth]
    for (let t = 0; t < g.taps[0] * g.taps[1]; t++) {
      const iy = oy * g.strides[0] - top + Math.floor(t / g.taps[1]) * g.dilations[0]
      const ix = ox * g.strides[1] - left + (t % g.taps[1]) * g.dilations[1]
      if (iy < 0 || ix < 0 || iy >= height || ix >= width) continue
      const pixel = (Math.floor(r / (outHeight * outWidth)) * height + iy) * width + ix
      for (let i = 0; i < channels * g.multiplier; i++) {
        const atX = pixel * channels + Math.floor(i / g.multiplier)
        const [atF, atY] = [t * channels * g.multiplier + i, r * channels * g.multiplier + i]
        add(y, atY, (x[atX] ?? 0) * (filter[atF] ?? 0))
        add(dx, atX, (dy[atY] ?? 0) * (filter[atF] ?? 0))
        add(dFilter, atF, (dy[atY] ?? 0) * (x[atX] ?? 0))
      }
    }
  }
  return { y, dx, dFilter }
}

test('of random geometry, depthwise convolutions and both gradients are those of float64', async () => {
  const rng = createRng(1)
  for (let round = 0; round < 60; round++) {
    const shape = [1 + rng.integer(3), 5 + rng.integer(6), 5 + rng.integer(6), 1 + rng.integer(9)] as const
    const taps = [1 + rng.integer(3), 1 + rng.integer(3)] as const
    const dilated = round % 4 === 0
    const strides = dilated ? ([1, 1] as const) : ([1 + rng.integer(2), 1 + rng.integer(3)] as const)
    const dilations = dilated ? ([2, 1 + rng.integer(2)] as const) : ([1, 1] as const)
    const [multiplier, pad] = [1 + rng.integer(3), rng.integer(2) === 0 ? 'same' : 'valid'] as const
    const x = rng.normal(shape)
    const filter = rng.normal([...taps, shape[3], multiplier])
    const f = (a: tf.Tensor, w: tf.Tensor): tf.Tensor =>
      tf.depthwiseConv2d(a as tf.Tensor4D, w as tf.Tensor4D, [...strides], pad, 'NHWC', [...dilations])
    const y = f(x, filter)
    const dy = rng.normal(y.shape)
    const geometry = { shape, taps, multiplier, strides, dilations, pad, out: y.shape }
    const expected = reference(
      { x: await x.data(), filter: await filter.data(), dy: await dy.data() },
      geometry,
    )
    const name = JSON.stringify(geometry)
    expect(await relativeError(y, expected.y), name).toBeLessThan(1e-6)
    // tfjs has no gradient of dilated ones.
    if (!dilated) {
      const [dx = dy, dFilter = dy] = tf.grads(f)([x, filter], dy)
      expect(await relativeError(dx, expected.dx), name).toBeLessThan(1e-6)
      expect(await relativeError(dFilter, expected.dFilter), name).toBeLessThan(1e-6)
    }
    tf.dispose([x, filter, dy])
  }
})

test('the number of threads changes no bit', async () => {
  const [x, w] = [createRng(2).normalArray(3 * 21 * 23 * 20), createRng(3).normalArray(3 * 3 * 20)]
  await expectSameOnThreads(() =>
    tf.tidy(() => {
      const f = (a: tf.Tensor, b: tf.Tensor): tf.Tensor =>
        tf.depthwiseConv2d(a as tf.Tensor4D, b as tf.Tensor4D, 1, 'same')
      const [images, filter] = [tf.tensor4d(x, [3, 21, 23, 20]), tf.tensor4d(w, [3, 3, 20, 1])]
      return [f(images, filter), ...tf.grads(f)([images, filter])]
    }),
  )
})
