/// <reference types="node" />
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import * as tf from '@tensorflow/tfjs'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRng } from '../rng/rng'
import { directionalDerivatives } from '../testing/directional-derivatives'
import { repairTfjs } from './repair-tfjs'

interface Case {
  readonly name: string
  readonly shapes: readonly number[][]
  readonly f: (...inputs: tf.Tensor[]) => tf.Tensor
  /** Backends on which tfjs alone fails this case: proof that the repair is needed. */
  readonly broken: readonly string[]
}

const four = (x: tf.Tensor | undefined): tf.Tensor4D => x as tf.Tensor4D
const three = (x: tf.Tensor | undefined): tf.Tensor3D => x as tf.Tensor3D

/** Different negative whole numbers: a small step does not change which is the largest of a window. */
const apart = (shape: number[]): tf.Tensor4D =>
  four(tf.tensor(createRng(5).permutation(shape.reduce((a, b) => a * b)), shape).sub(100))

/** Every case has several images, odd sizes, and differing height and width. */
const CASES: readonly Case[] = [
  {
    name: 'avgPool, same, clipped windows',
    shapes: [[2, 5, 7, 3]],
    f: (x) => tf.avgPool(four(x), 3, 2, 'same'),
    broken: ['cpu', 'wasm'],
  },
  {
    name: 'cumsum along the first of two equal axes',
    shapes: [[4, 4]],
    f: (x) => tf.cumsum(x ?? 0, 0).square(),
    broken: ['cpu', 'wasm'],
  },
  {
    name: 'cumsum along a middle axis, exclusive',
    shapes: [[2, 5, 3]],
    f: (x) => tf.cumsum(x ?? 0, 1, true).square(),
    broken: ['cpu', 'wasm'],
  },
  {
    name: 'mirrorPad, reflect',
    shapes: [[2, 5, 4]],
    f: (x) =>
      tf.mirrorPad(
        x ?? 0,
        [
          [0, 0],
          [2, 1],
          [3, 0],
        ],
        'reflect',
      ),
    broken: ['cpu', 'wasm'],
  },
  {
    name: 'mirrorPad, symmetric',
    shapes: [[2, 5, 4]],
    f: (x) =>
      tf.mirrorPad(
        x ?? 0,
        [
          [1, 0],
          [2, 5],
          [0, 4],
        ],
        'symmetric',
      ),
    broken: ['cpu', 'wasm'],
  },
  {
    name: 'squaredDifference, broadcast',
    shapes: [[3, 4], [4]],
    f: (a, b) => tf.squaredDifference(a ?? 0, b ?? 0),
    broken: ['cpu', 'wasm'],
  },
  {
    name: 'maximum, broadcast',
    shapes: [
      [3, 4],
      [3, 1],
    ],
    f: (a, b) => tf.maximum(a ?? 0, b ?? 0),
    broken: ['cpu', 'wasm'],
  },
  {
    name: 'minimum, broadcast',
    shapes: [[4], [3, 4]],
    f: (a, b) => tf.minimum(a ?? 0, b ?? 0),
    broken: ['cpu', 'wasm'],
  },
  {
    name: 'matMul, broadcast batch',
    shapes: [
      [3, 2, 5],
      [1, 5, 4],
    ],
    f: (a, b) => tf.matMul(a ?? 0, b ?? 0),
    broken: ['cpu', 'wasm'],
  },
  {
    name: 'matMul, both transposed',
    shapes: [
      [3, 5, 2],
      [3, 4, 5],
    ],
    f: (a, b) => tf.matMul(a ?? 0, b ?? 0, true, true),
    broken: [],
  },
  {
    name: 'conv2d, same, stride 2',
    shapes: [
      [2, 7, 5, 3],
      [3, 3, 3, 4],
    ],
    f: (x, w) => tf.conv2d(four(x), four(w), 2, 'same'),
    broken: ['wasm'],
  },
  {
    name: 'conv2d, valid',
    shapes: [
      [2, 6, 5, 2],
      [2, 3, 2, 4],
    ],
    f: (x, w) => tf.conv2d(four(x), four(w), 1, 'valid'),
    broken: ['wasm'],
  },
  {
    name: 'conv2d, kernel smaller than stride',
    shapes: [
      [2, 9, 8, 2],
      [2, 2, 2, 3],
    ],
    f: (x, w) => tf.conv2d(four(x), four(w), 3, 'same'),
    broken: ['wasm'],
  },
  {
    name: 'conv2dTranspose, same, stride 2',
    shapes: [
      [2, 4, 3, 3],
      [3, 3, 2, 3],
    ],
    f: (x, w) => tf.conv2dTranspose(four(x), four(w), [2, 8, 6, 2], 2, 'same'),
    broken: ['wasm'],
  },
  {
    name: 'conv1d, stride 2',
    shapes: [
      [2, 9, 3],
      [5, 3, 4],
    ],
    f: (x, w) => tf.conv1d(three(x), three(w), 2, 'same'),
    broken: ['wasm'],
  },
  {
    name: 'depthwiseConv2d',
    shapes: [
      [2, 6, 5, 3],
      [3, 3, 3, 2],
    ],
    f: (x, w) => tf.depthwiseConv2d(four(x), four(w), 1, 'same'),
    broken: ['wasm'],
  },
  {
    name: 'gather',
    shapes: [[5, 3]],
    f: (x) => tf.gather(x ?? 0, tf.tensor1d([0, 2, 2, 4], 'int32')),
    broken: ['wasm'],
  },
  {
    name: 'maxPool of negative values',
    shapes: [[2, 6, 4, 2]],
    f: (x) => tf.maxPool(four(x).add(apart([2, 6, 4, 2])), 2, 2, 'valid'),
    broken: ['wasm'],
  },
  {
    name: 'resizeNearestNeighbor',
    shapes: [[3, 2, 3, 2]],
    f: (x) => tf.image.resizeNearestNeighbor(four(x), [4, 9]),
    broken: ['cpu'],
  },
  {
    name: 'resizeNearestNeighbor down',
    shapes: [[2, 6, 4, 2]],
    f: (x) => tf.image.resizeNearestNeighbor(four(x), [3, 2]),
    broken: ['cpu'],
  },
  {
    name: 'resizeBilinear, height and width differ',
    shapes: [[2, 3, 5, 2]],
    f: (x) => tf.image.resizeBilinear(four(x), [7, 4]),
    broken: ['cpu'],
  },
  {
    name: 'resizeBilinear, aligned corners',
    shapes: [[2, 3, 5, 2]],
    f: (x) => tf.image.resizeBilinear(four(x), [7, 4], true),
    broken: ['cpu'],
  },
]

async function error({ f, shapes }: Case): Promise<number> {
  const rng = createRng(11)
  const inputs = shapes.map((shape) => rng.normal(shape))
  try {
    // Products of two inputs are quadratic along the direction: central differences are exact but for rounding.
    const { error } = await directionalDerivatives(f, inputs)
    return Number.isNaN(error) ? Number.POSITIVE_INFINITY : error
  } catch {
    return Number.POSITIVE_INFINITY
  } finally {
    tf.dispose(inputs)
  }
}

/** Errors with tfjs alone, by backend and case. */
const before = new Map<string, number>()

beforeAll(async () => {
  const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')
  setWasmPaths(`${join(dirname(entry), '..', 'wasm-out')}/`)
  for (const backend of ['cpu', 'wasm']) {
    await tf.setBackend(backend)
    for (const example of CASES) before.set(`${backend} ${example.name}`, await error(example))
  }
  repairTfjs()
})

describe.each(['cpu', 'wasm'])('on %s', (backend) => {
  beforeAll(() => tf.setBackend(backend))
  afterAll(() => tf.setBackend('cpu'))

  test.each(CASES)('the gradient of $name is right', async (example) => {
    expect(await error(example)).toBeLessThan(5e-3)
    // Where tfjs alone is right, the repair could go.
    if (example.broken.includes(backend))
      expect(before.get(`${backend} ${example.name}`)).toBeGreaterThan(5e-3)
  })

  test('nothing is left behind', async () => {
    const count = tf.memory().numTensors
    for (const example of CASES) await error(example)
    expect(tf.memory().numTensors).toBe(count)
  })
})

describe('on wasm, values too are right', () => {
  beforeAll(() => tf.setBackend('wasm'))
  afterAll(() => tf.setBackend('cpu'))

  const onBoth = async (f: () => tf.Tensor): Promise<readonly [Float32Array, Float32Array]> => {
    const result: Float32Array[] = []
    for (const backend of ['cpu', 'wasm']) {
      await tf.setBackend(backend)
      const y = tf.tidy(f)
      result.push(Float32Array.from(y.dataSync()))
      y.dispose()
    }
    return [result[0] ?? new Float32Array(), result[1] ?? new Float32Array()]
  }
  const expectEqual = ([cpu, wasm]: readonly [Float32Array, Float32Array]): void => {
    expect(cpu.length).toBeGreaterThan(0)
    cpu.forEach((value, i) => expect(wasm[i]).toBeCloseTo(value, 3))
  }
  const normal = (seed: number, shape: number[]): tf.Tensor => createRng(seed).normal(shape)

  test('a convolution whose kernel is smaller than its stride', async () => {
    expectEqual(
      await onBoth(() => tf.conv2d(four(normal(1, [2, 9, 8, 2])), four(normal(2, [2, 1, 2, 3])), 3, 'same')),
    )
  })

  test('a product with a right-hand side reached by two shapes', async () => {
    expectEqual(
      await onBoth(() => {
        const b = normal(3, [48, 64])
        const first = tf.matMul(normal(4, [16, 48]), b)
        const second = tf.matMul(normal(5, [16, 64]), b.reshape([64, 48]))
        return tf.concat([first.flatten(), second.flatten()])
      }),
    )
  })

  test('a fused product with transposed sides, bias and activation', async () => {
    expectEqual(
      await onBoth(() => {
        const a = normal(6, [70, 5]) as tf.Tensor2D
        const b = normal(7, [9, 70]) as tf.Tensor2D
        return tf.fused.matMul({
          a,
          b,
          transposeA: true,
          transposeB: true,
          bias: normal(8, [9]),
          activation: 'relu',
        })
      }),
    )
  })

  test('the wasm heap does not grow over 300 steps of a convolution', async () => {
    const x = normal(9, [4, 12, 12, 3]) as tf.Tensor4D
    const w = normal(10, [3, 3, 3, 8]) as tf.Tensor4D
    const step = (): void => tf.tidy(() => void tf.grad((v) => tf.conv2d(x, four(v), 2, 'same').sum())(w))
    const heap = (): number =>
      (tf.backend() as unknown as { wasm: { HEAPU8: Uint8Array } }).wasm.HEAPU8.length
    for (let i = 0; i < 20; i++) step()
    const [tensors, bytes] = [tf.memory().numTensors, heap()]
    for (let i = 0; i < 300; i++) step()
    expect([tf.memory().numTensors, heap()]).toEqual([tensors, bytes])
    tf.dispose([x, w])
  })
})
