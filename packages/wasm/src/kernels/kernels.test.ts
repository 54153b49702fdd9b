import { createRng, type Rng } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, test } from 'vitest'
import { useWasm } from '../use-wasm'

beforeAll(async () => {
  await useWasm()
})

/** Largest difference to a float64 reference, in units of the reference's largest value. */
async function error(actual: tf.Tensor, expected: ArrayLike<number>): Promise<number> {
  const values = await actual.data()
  expect(values.length).toBe(expected.length)
  let worst = 0
  let scale = 1e-6
  for (let i = 0; i < values.length; i++) {
    worst = Math.max(worst, Math.abs((values[i] ?? 0) - (expected[i] ?? 0)))
    scale = Math.max(scale, Math.abs(expected[i] ?? 0))
  }
  return worst / scale
}

function between(rng: Rng, low: number, high: number): number {
  return low + rng.integer(high - low + 1)
}

describe('products', () => {
  test('of random sizes, transposed in all four ways, with bias and activation, agree with float64', async () => {
    const rng = createRng(1)
    for (let round = 0; round < 120; round++) {
      const [m, n, k] = [
        between(rng, 1, 70),
        between(rng, 1, 70),
        between(rng, 1, round % 10 === 0 ? 600 : 70),
      ]
      const [ta, tb] = [rng.integer(2) === 1, rng.integer(2) === 1]
      const activation = (['linear', 'relu', 'sigmoid'] as const)[rng.integer(3)] ?? 'linear'
      const [a, b, bias] = [
        rng.normal(ta ? [k, m] : [m, k]),
        rng.normal(tb ? [n, k] : [k, n]),
        rng.normal([n]),
      ]
      const [va, vb, vBias] = [await a.data(), await b.data(), await bias.data()]
      const expected = Array.from({ length: m * n }, (_, at) => {
        const [i, j] = [Math.floor(at / n), at % n]
        let sum = vBias[j] ?? 0
        for (let q = 0; q < k; q++)
          sum += (va[ta ? q * m + i : i * k + q] ?? 0) * (vb[tb ? j * k + q : q * n + j] ?? 0)
        if (activation === 'relu') return Math.max(0, sum)
        return activation === 'sigmoid' ? 1 / (1 + Math.exp(-sum)) : sum
      })
      const y = tf.fused.matMul({
        a: a as tf.Tensor2D,
        b: b as tf.Tensor2D,
        transposeA: ta,
        transposeB: tb,
        bias,
        activation,
      })
      expect(await error(y, expected), `${m} ${n} ${k} ${ta} ${tb} ${activation}`).toBeLessThan(2e-6)
      tf.dispose([a, b, bias, y])
    }
  })

  test.each([
    [
      [3, 5, 4],
      [3, 4, 6],
    ],
    [
      [3, 5, 4],
      [1, 4, 6],
    ],
    [
      [2, 1, 5, 4],
      [1, 3, 4, 6],
    ],
    [
      [1, 0, 4],
      [1, 4, 2],
    ],
    [
      [1, 3, 0],
      [1, 0, 2],
    ],
  ])('of batches %j and %j are the products of their matrices', async (left, right) => {
    // tfjs' CPU backend takes the wrong matrices where two axes are broadcast, so it cannot be asked.
    const [a, b] = [createRng(1).normal(left), createRng(2).normal(right)]
    const y = tf.matMul(a, b)
    const batch = tf.backend_util.assertAndGetBroadcastShape(left.slice(0, -2), right.slice(0, -2))
    const [va, vb] = [await a.data(), await b.data()]
    const [m = 0, k = 0] = left.slice(-2)
    const n = right.at(-1) ?? 0
    const offset = (shape: readonly number[], index: readonly number[]): number =>
      shape.slice(0, -2).reduce((sum, side, axis) => {
        const at = index[axis - (shape.length - 2) + index.length] ?? 0
        return sum * side + (side === 1 ? 0 : at)
      }, 0)
    let indices: readonly number[][] = [[]]
    for (const side of batch) {
      indices = indices.flatMap((index) => Array.from({ length: side }, (_, i) => [...index, i]))
    }
    const expected = indices.flatMap((index) => {
      const [fromA, fromB] = [offset(left, index) * m * k, offset(right, index) * k * n]
      return Array.from({ length: m * n }, (_, at) => {
        let sum = 0
        for (let q = 0; q < k; q++) {
          sum += (va[fromA + Math.floor(at / n) * k + q] ?? 0) * (vb[fromB + q * n + (at % n)] ?? 0)
        }
        return sum
      })
    })
    expect(await error(y, expected)).toBeLessThan(2e-6)
    tf.dispose([a, b, y])
  })
})

describe('convolutions', () => {
  test('of random geometry, and both their gradients, agree with float64', async () => {
    const rng = createRng(2)
    for (let round = 0; round < 160; round++) {
      const [batch, height, width] = [between(rng, 1, 3), between(rng, 3, 11), between(rng, 3, 11)]
      const [inside, outside] = [between(rng, 1, 6), between(rng, 1, 6)]
      const pad = padding(rng)
      const kernel = sides(rng, pad)
      // tfjs allows strides only where nothing is dilated.
      const dilations: [number, number] =
        round % 4 === 0 && typeof pad !== 'number' ? sides(rng, pad) : [1, 1]
      const strides: [number, number] = dilations[0] * dilations[1] > 1 ? [1, 1] : sides(rng, pad)
      const reach = kernel.map((side, axis) => (side - 1) * (dilations[axis] ?? 1))
      if (pad === 'valid' && Math.max(...reach) >= Math.min(height, width)) continue
      const x = rng.normal([batch, height, width, inside]) as tf.Tensor4D
      const filter = rng.normal([...kernel, inside, outside]) as tf.Tensor4D
      const y = tf.conv2d(x, filter, strides, pad, 'NHWC', dilations)
      const dy = rng.normal(y.shape)
      const [dx, dFilter] = tf.grads((a: tf.Tensor, f: tf.Tensor) =>
        tf.conv2d(a as tf.Tensor4D, f as tf.Tensor4D, strides, pad, 'NHWC', dilations),
      )([x, filter], dy)
      const expected = naive(
        { x: await x.data(), filter: await filter.data(), dy: await dy.data() },
        { batch, height, width, inside, outside, kernel, strides, dilations, out: y.shape, pad },
      )
      const name = JSON.stringify({ batch, height, width, inside, outside, kernel, strides, dilations, pad })
      expect(await error(y, expected.y), name).toBeLessThan(2e-6)
      expect(await error(dx as tf.Tensor, expected.dx), name).toBeLessThan(2e-6)
      expect(await error(dFilter as tf.Tensor, expected.dFilter), name).toBeLessThan(2e-6)
      tf.dispose([x, filter, y, dy, dx ?? [], dFilter ?? []])
    }
  })
})

interface Geometry {
  readonly batch: number
  readonly height: number
  readonly width: number
  readonly inside: number
  readonly outside: number
  readonly kernel: readonly [number, number]
  readonly strides: readonly [number, number]
  readonly dilations: readonly [number, number]
  readonly out: readonly number[]
  readonly pad: Padding
}

type Padding = 'same' | 'valid' | number | [[0, 0], [number, number], [number, number], [0, 0]]

/** Two sides. Padded by a number, tfjs sizes the columns of a result by the rows' kernel and stride: equal then. */
function sides(rng: Rng, pad: Padding): [number, number] {
  const first = between(rng, 1, 3)
  return [first, typeof pad === 'number' ? first : between(rng, 1, 3)]
}

/** Each of tfjs' ways to pad, as often as the others. */
function padding(rng: Rng): Padding {
  const kind = rng.integer(4)
  if (kind === 0) return 'same'
  if (kind === 1) return 'valid'
  if (kind === 2) return between(rng, 0, 2)
  const side = (): [number, number] => [between(rng, 0, 3), between(rng, 0, 3)]
  return [[0, 0], side(), side(), [0, 0]]
}

type Arrays<K extends string> = Readonly<Record<K, ArrayLike<number>>>

/** Seven loops in float64. tfjs pads 'same' with the larger half below and to the right. */
function naive(
  { x, filter, dy }: Arrays<'x' | 'filter' | 'dy'>,
  g: Geometry,
): Arrays<'y' | 'dx' | 'dFilter'> {
  const [, outHeight = 0, outWidth = 0] = g.out
  const before = (axis: 0 | 1, size: number, out: number): number => {
    if (Array.isArray(g.pad)) return g.pad[axis + 1]?.[0] ?? 0
    if (g.pad !== 'same') return g.pad === 'valid' ? 0 : g.pad
    const reach = (g.kernel[axis] - 1) * g.dilations[axis] + 1
    return Math.floor(Math.max(0, (out - 1) * g.strides[axis] + reach - size) / 2)
  }
  const top = before(0, g.height, outHeight)
  const left = before(1, g.width, outWidth)
  const y = new Float64Array(dy.length)
  const dx = new Float64Array(x.length)
  const dFilter = new Float64Array(filter.length)
  for (let b = 0; b < g.batch; b++) {
    for (let oy = 0; oy < outHeight; oy++) {
      for (let ox = 0; ox < outWidth; ox++) {
        for (let ky = 0; ky < g.kernel[0]; ky++) {
          for (let kx = 0; kx < g.kernel[1]; kx++) {
            const iy = oy * g.strides[0] - top + ky * g.dilations[0]
            const ix = ox * g.strides[1] - left + kx * g.dilations[1]
            if (iy < 0 || ix < 0 || iy >= g.height || ix >= g.width) continue
            for (let c = 0; c < g.inside; c++) {
              for (let d = 0; d < g.outside; d++) {
                const atX = ((b * g.height + iy) * g.width + ix) * g.inside + c
                const atF = ((ky * g.kernel[1] + kx) * g.inside + c) * g.outside + d
                const atY = ((b * outHeight + oy) * outWidth + ox) * g.outside + d
                y[atY] = (y[atY] ?? 0) + (x[atX] ?? 0) * (filter[atF] ?? 0)
                dx[atX] = (dx[atX] ?? 0) + (dy[atY] ?? 0) * (filter[atF] ?? 0)
                dFilter[atF] = (dFilter[atF] ?? 0) + (dy[atY] ?? 0) * (x[atX] ?? 0)
              }
            }
          }
        }
      }
    }
  }
  return { y, dx, dFilter }
}

describe('sums', () => {
  test('of a million terms lose nothing', async () => {
    const x = tf.fill([1 << 20], 0.1)
    const [sum, mean] = [await tf.sum(x).data(), await tf.mean(x).data()]
    expect(Math.abs((sum[0] ?? 0) / (Math.fround(0.1) * 2 ** 20) - 1)).toBeLessThan(1e-6)
    expect(Math.abs((mean[0] ?? 0) / Math.fround(0.1) - 1)).toBeLessThan(1e-6)
    x.dispose()
  })

  test.each([[[0]], [[1]], [[0, 1]], [[1, 2]], [[2]], [[0, 2]], [[0, 1, 2]]])(
    'over axes %j agree with the CPU backend',
    async (axes) => {
      const values = async (): Promise<number[]> => {
        const all = tf.tidy(() => {
          const x = createRng(1).normal([3, 13, 9])
          return tf.concat([x.sum(axes), x.mean(axes), x.max(axes)].map((t) => t.reshape([-1])))
        })
        return [...(await all.data())]
      }
      const ours = await values()
      await tf.setBackend('cpu')
      const theirs = await values()
      await useWasm()
      ours.forEach((value, i) => expect(value).toBeCloseTo(theirs[i] ?? Number.NaN, 5))
    },
  )
})
