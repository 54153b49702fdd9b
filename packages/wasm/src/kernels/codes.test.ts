import { adaIN, createRng, instanceNorm, nearestCode } from '@ae/core'
import { directionalDerivatives } from '@ae/core/testing'
import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, test } from 'vitest'
import { useWasm } from '../use-wasm'

beforeAll(async () => {
  await useWasm({ threads: 2 })
})

describe('nearest codes', () => {
  test.each([
    [1, 1, 1],
    [3, 7, 2],
    [130, 9, 5],
    [1000, 37, 64],
    [257, 512, 33],
    [6, 3, 5000],
  ])(
    'of %i rows among %i codes of %i numbers: those that rows were made from',
    async (rows, codes, depth) => {
      const rng = createRng(1)
      const chosen = Int32Array.from({ length: rows }, () => rng.integer(codes))
      const codebook = rng.normal([codes, depth]).mul(20)
      const x = tf.tidy(() =>
        codebook.gather(tf.tensor1d(chosen, 'int32')).add(rng.normal([rows, depth]).mul(0.01)),
      )
      const indices = nearestCode(x, codebook)
      expect(await indices.data()).toEqual(chosen)
      tf.dispose([codebook, x, indices])
    },
  )

  test('of equal codes the first, wherever in a tile it lies', async () => {
    for (const at of [0, 1, 4, 7, 8, 21]) {
      const values = Array.from({ length: 30 }, (_, k) => [k === at || k === at + 1 || k === 29 ? 1 : 5 + k])
      const indices = tf.tidy(() =>
        nearestCode(tf.tensor2d([[1], [0.9], [1], [1.1], [1]]), tf.tensor2d(values)),
      )
      expect([...(await indices.data())]).toEqual([at, at, at, at, at])
      indices.dispose()
    }
  })

  test('of data without order are nearest in float64 too, but for rounding; the same on one thread and on two', async () => {
    const [rows, codes, depth] = [3000, 300, 24]
    const found: Int32Array[] = []
    const distances: number[][] = []
    for (const threads of [1, 2]) {
      await useWasm({ threads })
      const [x, codebook] = [createRng(1).normal([rows, depth]), createRng(2).normal([codes, depth])]
      const [vx, vc] = [await x.data(), await codebook.data()]
      const distance = (n: number, k: number): number => {
        let sum = 0
        for (let d = 0; d < depth; d++) sum += ((vx[n * depth + d] ?? 0) - (vc[k * depth + d] ?? 0)) ** 2
        return sum
      }
      const indices = nearestCode(x, codebook)
      const values = (await indices.data()) as Int32Array
      found.push(values)
      distances.push(
        Array.from(values, (k, n) => {
          let least = Number.POSITIVE_INFINITY
          for (let other = 0; other < codes; other++) least = Math.min(least, distance(n, other))
          return distance(n, k) - least
        }),
      )
      tf.dispose([x, codebook, indices])
    }
    expect(found[0]).toEqual(found[1])
    expect(Math.max(...distances.flat())).toBeLessThan(2e-5)
  })
})

describe('instance normalisation', () => {
  test.each([
    [2, 9, 1],
    [3, 5, 7],
    [4, 130, 80],
    [1, 64, 33],
  ])(
    'of %i × %i × %i agrees with float64, its gradient with the plain form',
    async (samples, positions, channels) => {
      const values = async (): Promise<Float32Array[]> => {
        const rng = createRng(1)
        const all = tf.tidy(() => {
          const x = rng.normal([samples, positions, channels]).add(3)
          const [scale, shift] = [rng.normal([samples, channels]), rng.normal([samples, channels])]
          const weights = rng.normal(x.shape)
          const f = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor): tf.Scalar =>
            adaIN(a, { scale: b, shift: c }).mul(weights).sum().asScalar()
          return [adaIN(x, { scale, shift }), ...tf.grads(f)([x, scale, shift])]
        })
        const arrays = await Promise.all(all.map((t) => t.data() as Promise<Float32Array>))
        tf.dispose(all)
        return arrays
      }
      await useWasm({ threads: 1 })
      const one = await values()
      await useWasm({ threads: 2 })
      const two = await values()
      expect(two).toEqual(one)
      await tf.setBackend('cpu')
      const plain = await values()
      await useWasm({ threads: 2 })
      plain.forEach((array, i) => {
        array.forEach((value, k) => {
          expect(Math.abs((one[i]?.[k] ?? Number.NaN) - value)).toBeLessThan(
            1e-5 * Math.max(1, Math.abs(value)),
          )
        })
      })
    },
  )

  test('has the right slope, in batches, on images too', async () => {
    for (const shape of [
      [3, 7, 5],
      [2, 4, 3, 6],
    ]) {
      const x = createRng(2).normal(shape)
      const { error } = await directionalDerivatives((a = x) => instanceNorm(a), [x])
      expect(error).toBeLessThan(2e-3)
      x.dispose()
    }
  })

  test('has a slope of a slope', async () => {
    const x = createRng(3).normal([2, 6, 5])
    const slope = (a: tf.Tensor): tf.Tensor =>
      tf.grad((input: tf.Tensor) => instanceNorm(input).square().mul(input.sin()).sum())(a)
    const { error } = await directionalDerivatives((a = x) => slope(a), [x])
    expect(error).toBeLessThan(3e-3)
    x.dispose()
  })
})

test.each([
  [
    [
      [2, 3, 4],
      [2, 5, 4],
    ],
    1,
  ],
  [
    [
      [4, 3],
      [4, 40],
      [4, 1],
    ],
    1,
  ],
  [
    [
      [2, 3],
      [0, 3],
      [5, 3],
    ],
    0,
  ],
  [
    [
      [3, 0, 2],
      [3, 2, 2],
    ],
    -2,
  ],
] as const)('tensors of shapes %j follow each other along axis %i', async (shapes, axis) => {
  const values = async (): Promise<unknown> => {
    const rng = createRng(1)
    const y = tf.tidy(() =>
      tf.concat(
        shapes.map((shape) => rng.normal(shape)),
        axis,
      ),
    )
    return [y.shape, await y.data()]
  }
  await useWasm({ threads: 2 })
  const ours = await values()
  await tf.setBackend('cpu')
  expect(ours).toEqual(await values())
})
