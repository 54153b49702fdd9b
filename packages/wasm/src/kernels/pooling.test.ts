import { createRng, type Rng } from '@ae/core'
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

interface Geometry {
  readonly shape: readonly [number, number, number, number]
  readonly size: readonly [number, number]
  readonly strides: readonly [number, number]
  readonly pad: 'same' | 'valid'
}

function draw(rng: Rng): Geometry {
  const size = [1 + rng.integer(4), 1 + rng.integer(4)] as const
  return {
    shape: [1 + rng.integer(3), 4 + rng.integer(7), 4 + rng.integer(7), 1 + rng.integer(9)],
    size,
    strides: [1 + rng.integer(3), 1 + rng.integer(3)],
    pad: rng.integer(2) === 0 ? 'same' : 'valid',
  }
}

/** Pooling and its gradients in float64, from the definition. */
function reference({ shape, size, strides, pad }: Geometry, x: ArrayLike<number>, dy: (i: number) => number) {
  const [batch, height, width, channels] = shape
  const along = (length: number, window: number, stride: number): { starts: number[] } => {
    const count = pad === 'same' ? Math.ceil(length / stride) : Math.ceil((length - window + 1) / stride)
    const before = pad === 'same' ? Math.floor(Math.max(0, (count - 1) * stride + window - length) / 2) : 0
    return { starts: Array.from({ length: count }, (_, i) => i * stride - before) }
  }
  const [max, mean]: [number[], number[]] = [[], []]
  const [dMax, dMean] = [new Float64Array(x.length), new Float64Array(x.length)]
  for (let b = 0; b < batch; b++) {
    for (const top of along(height, size[0], strides[0]).starts) {
      for (const left of along(width, size[1], strides[1]).starts) {
        for (let c = 0; c < channels; c++) {
          const inside: number[] = []
          for (let iy = Math.max(0, top); iy < Math.min(height, top + size[0]); iy++) {
            for (let ix = Math.max(0, left); ix < Math.min(width, left + size[1]); ix++) {
              inside.push(((b * height + iy) * width + ix) * channels + c)
            }
          }
          const values = inside.map((at) => x[at] ?? 0)
          const slope = dy(max.length)
          const first = inside[values.indexOf(Math.max(...values))] ?? 0
          dMax[first] = (dMax[first] ?? 0) + slope
          for (const at of inside) dMean[at] = (dMean[at] ?? 0) + slope / inside.length
          max.push(Math.max(...values))
          mean.push(values.reduce((sum, value) => sum + value, 0) / values.length)
        }
      }
    }
  }
  return { max, mean, dMax, dMean }
}

test('of random geometry, pools of values below 0 and their gradients are those of float64', async () => {
  const rng = createRng(1)
  for (let round = 0; round < 60; round++) {
    const geometry = draw(rng)
    const { shape, size, strides, pad } = geometry
    const x = tf.tidy(() => rng.normal(shape).sub(5)) as tf.Tensor4D
    const max = (a: tf.Tensor4D): tf.Tensor => tf.maxPool(a, [...size], [...strides], pad)
    const mean = (a: tf.Tensor4D): tf.Tensor => tf.avgPool(a, [...size], [...strides], pad)
    const y = max(x)
    const dy = rng.normal(y.shape)
    const slopes = await dy.data()
    const expected = reference(geometry, await x.data(), (i) => slopes[i] ?? 0)
    const name = JSON.stringify(geometry)
    expect(await relativeError(y, expected.max), name).toBe(0)
    expect(await relativeError(mean(x), expected.mean), name).toBeLessThan(1e-6)
    expect(await relativeError(gradient(max)(x, dy), expected.dMax), name).toBeLessThan(1e-6)
    expect(await relativeError(gradient(mean)(x, dy), expected.dMean), name).toBeLessThan(1e-6)
    tf.dispose([x, dy])
  }
})

test('of equal values the first receives the gradient; NaN is no maximum but makes a mean NaN', async () => {
  const x = tf.tensor4d([1, 1, Number.NaN, 1, 1, 2], [1, 2, 3, 1])
  expect((await tf.maxPool(x, 2, 1, 'valid').array()).flat(3)).toEqual([1, 2])
  expect((await tf.avgPool(x, 2, 1, 'valid').array()).flat(3)).toEqual([1, Number.NaN])
  const dx = gradient((a: tf.Tensor4D) => tf.maxPool(a, 2, 1, 'valid'))(x)
  expect([...(await dx.data())]).toEqual([1, 0, 0, 0, 0, 1])
})

test('no image gives no image', () => {
  expect(tf.maxPool(tf.zeros([0, 4, 4, 2]) as tf.Tensor4D, 2, 2, 'same').shape).toEqual([0, 2, 2, 2])
})

test('the number of threads changes no bit', async () => {
  const x = createRng(2).normalArray(5 * 31 * 33 * 7)
  await expectSameOnThreads(() =>
    tf.tidy(() => {
      const images = tf.tensor4d(x, [5, 31, 33, 7])
      const [max, mean] = [
        (a: tf.Tensor4D) => tf.maxPool(a, 3, 2, 'same'),
        (a: tf.Tensor4D) => tf.avgPool(a, 3, 2, 'same'),
      ]
      return [max(images), mean(images), gradient(max)(images), gradient(mean)(images)]
    }),
  )
})
