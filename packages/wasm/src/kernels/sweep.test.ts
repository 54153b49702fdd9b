import { createRng, type Rng } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { beforeAll, expect, test } from 'vitest'
import { useWasm } from '../use-wasm'

beforeAll(async () => {
  await useWasm({ threads: 2 })
})

function between(rng: Rng, low: number, high: number): number {
  return low + rng.integer(high - low + 1)
}

/** Largest difference, in units of the largest value that is expected. */
function distance(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(actual.length).toBe(expected.length)
  let [worst, scale] = [0, 1e-6]
  for (let i = 0; i < expected.length; i++) {
    worst = Math.max(worst, Math.abs((actual[i] ?? Number.NaN) - (expected[i] ?? 0)))
    scale = Math.max(scale, Math.abs(expected[i] ?? 0))
  }
  return worst / scale
}

/** Which matrix of an operand belongs to matrix `i` of the result; sides of 1 are broadcast. */
function matrixOf(batch: readonly number[], out: readonly number[], i: number): number {
  let [rest, index, step] = [i, 0, 1]
  for (let axis = 1; axis <= out.length; axis++) {
    const side = out.at(-axis) ?? 1
    const own = axis > batch.length ? 1 : (batch.at(-axis) ?? 1)
    if (own > 1) index += (rest % side) * step
    step *= own
    rest = Math.floor(rest / side)
  }
  return index
}

test('products in batches, broadcast over some axes and transposed in all four ways, agree with float64', async () => {
  const rng = createRng(4)
  for (let round = 0; round < 80; round++) {
    const batch = Array.from({ length: between(rng, 1, 3) }, () => between(rng, 1, 3))
    const some = (): number[] => batch.map((side) => (rng.integer(3) === 0 ? 1 : side)).slice(rng.integer(2))
    const [batchA, batchB] = [rng.integer(2) === 0 ? batch : some(), some()]
    const out = tf.backend_util.assertAndGetBroadcastShape(batchA, batchB)
    const [m, n, k] = [between(rng, 1, 19), between(rng, 1, 19), between(rng, 1, 40)]
    const [ta, tb] = [round % 2 === 1, round % 4 > 1]
    const a = rng.normal([...batchA, ...(ta ? [k, m] : [m, k])])
    const b = rng.normal([...batchB, ...(tb ? [n, k] : [k, n])])
    const [va, vb] = [await a.data(), await b.data()]
    const count = out.reduce((product, side) => product * side, 1)
    const expected = Array.from({ length: count * m * n }, (_, at) => {
      const [matrix, i, j] = [Math.floor(at / (m * n)), Math.floor(at / n) % m, at % n]
      const fromA = matrixOf(batchA, out, matrix) * m * k
      const fromB = matrixOf(batchB, out, matrix) * k * n
      let sum = 0
      for (let q = 0; q < k; q++) {
        sum +=
          (va[fromA + (ta ? q * m + i : i * k + q)] ?? 0) * (vb[fromB + (tb ? j * k + q : q * n + j)] ?? 0)
      }
      return sum
    })
    const y = tf.matMul(a, b, ta, tb)
    expect(y.shape).toEqual([...out, m, n])
    const name = JSON.stringify({ batchA, batchB, m, n, k, ta, tb })
    expect(distance(await y.data(), expected), name).toBeLessThan(2e-6)
    tf.dispose([a, b, y])
  }
})

test('pooling of negative values, in every geometry, agrees with float64', async () => {
  const rng = createRng(5)
  for (let round = 0; round < 120; round++) {
    const [batch, height, width, channels] = [
      between(rng, 1, 3),
      between(rng, 3, 9),
      between(rng, 3, 9),
      between(rng, 1, 6),
    ] as const
    const pad = (['same', 'valid', 0] as const)[round % 3] ?? 'same'
    const sides = (): [number, number] => {
      const first = between(rng, 1, 3)
      // Padded by a number, tfjs sizes the columns of a result by the rows' window and stride.
      return [first, typeof pad === 'number' ? first : between(rng, 1, 3)]
    }
    const [window, strides] = [sides(), sides()]
    const x = tf.tidy(() => rng.uniform([batch, height, width, channels]).sub(2)) as tf.Tensor4D
    const values = await x.data()
    const largest = round % 2 === 0
    const y = largest ? tf.maxPool(x, window, strides, pad) : tf.avgPool(x, window, strides, pad)
    const [, rows, columns] = y.shape
    const before = (axis: 0 | 1, size: number, out: number): number =>
      pad === 'same' ? Math.floor(Math.max(0, (out - 1) * strides[axis] + window[axis] - size) / 2) : 0
    const [top, left] = [before(0, height, rows), before(1, width, columns)]
    const expected = Array.from({ length: batch * rows * columns * channels }, (_, at) => {
      const c = at % channels
      const ox = Math.floor(at / channels) % columns
      const oy = Math.floor(at / channels / columns) % rows
      const image = Math.floor(at / channels / columns / rows)
      const inside: number[] = []
      for (let i = 0; i < window[0]; i++) {
        for (let j = 0; j < window[1]; j++) {
          const [iy, ix] = [oy * strides[0] - top + i, ox * strides[1] - left + j]
          if (iy < 0 || ix < 0 || iy >= height || ix >= width) continue
          inside.push(values[((image * height + iy) * width + ix) * channels + c] ?? Number.NaN)
        }
      }
      return largest ? Math.max(...inside) : inside.reduce((a, b) => a + b) / inside.length
    })
    const name = JSON.stringify({ largest, batch, height, width, channels, window, strides, pad })
    expect(distance(await y.data(), expected), name).toBeLessThan(1e-6)
    tf.dispose([x, y])
  }
})

test.each([
  [[1 << 20], [0]],
  [[1 << 20, 1], [0]],
  [[1, 1 << 20], [1]],
  [[1 << 18, 4], [0]],
  [[4, 1 << 18], [1]],
  [
    [1 << 10, 1 << 10],
    [0, 1],
  ],
  [
    [64, 128, 128],
    [0, 2],
  ],
])('sums and means over a million elements of shape %j, axes %j, are right to 1e-6', async (shape, axes) => {
  const x = tf.tidy(() => createRng(6).uniform(shape).add(0.05))
  const values = await x.data()
  const [sum, mean] = [tf.sum(x, axes), tf.mean(x, axes)]
  const [sums, means] = [await sum.data(), await mean.data()]
  const expected = new Float64Array(sums.length)
  values.forEach((value, at) => {
    let [rest, index, step] = [at, 0, 1]
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const side = shape[axis] ?? 1
      if (!axes.includes(axis)) {
        index += (rest % side) * step
        step *= side
      }
      rest = Math.floor(rest / side)
    }
    expected[index] = (expected[index] ?? 0) + value
  })
  expected.forEach((value, i) => {
    expect(Math.abs((sums[i] ?? 0) / value - 1)).toBeLessThan(1e-6)
    expect(Math.abs(((means[i] ?? 0) * (values.length / expected.length)) / value - 1)).toBeLessThan(1e-6)
  })
  tf.dispose([x, sum, mean])
})
