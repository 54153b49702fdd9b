/// <reference types="node" />
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import * as tf from '@tensorflow/tfjs'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import { beforeAll, describe, expect, test } from 'vitest'
import { createRng } from '../rng/rng'
import { directionalDerivatives } from '../testing/directional-derivatives'
import { adaIN, instanceNorm } from './instance-norm'

beforeAll(() => {
  const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')
  setWasmPaths(`${join(dirname(entry), '..', 'wasm-out')}/`)
})

/**
 * Reference: PyTorch 2.13, float64,
 *
 *   n = F.instance_norm(x.transpose(1, 2)).transpose(1, 2); y = n * g[:, None] + b[:, None]
 *   (y * torch.arange(1, 13).reshape(2, 3, 2).square()).sum().backward()
 */
const X = [1, 10, 2, -20, 4, 30, 0, 1, 0, 1, 0, 1.5]
const [SCALE, SHIFT] = [
  [2, -1, 0.5, 3],
  [0.1, 0.2, 0.3, 0.4],
]
const NORMALIZED = [
  -1.06904153, 0.16222142, -0.26726038, -1.29777135, 1.33630191, 1.13554993, 0, -0.70704315, 0, -0.70704315,
  0, 1.4140863,
]
const DX = [
  -1.09957851e-4, 0.768417248, -2.748946e-5, -0.307366889, 1.37447e-4, -0.461050358, -5481.2812776,
  -229.129315743, -421.6370213558, 229.0346455649, 5902.918298981, 0.094670178,
]
const DSCALE = [29.93316288, 20.76434166, 0, 87.67335062]
const DSHIFT = [35, 56, 251, 308]

function near(actual: tf.Tensor | undefined, expected: readonly number[], error = 2e-5): void {
  const values = actual?.dataSync() ?? []
  expect(values.length).toBe(expected.length)
  expected.forEach((value, i) => {
    expect(Math.abs((values[i] ?? Number.NaN) - value)).toBeLessThan(error + 2e-5 * Math.abs(value))
  })
}

// cpu runs the plain form, tfjs' wasm backend the composed one.
describe.each(['cpu', 'wasm'])('on %s', (backend) => {
  beforeAll(() => tf.setBackend(backend))

  test('values and gradients are those of PyTorch, also where a channel is constant', () => {
    tf.tidy(() => {
      const x = tf.tensor3d(X, [2, 3, 2])
      near(instanceNorm(x), NORMALIZED)
      const weights = tf.range(1, 13).reshape([2, 3, 2]).square()
      const f = (input: tf.Tensor, scale: tf.Tensor, shift: tf.Tensor): tf.Scalar =>
        adaIN(input, { scale, shift }).mul(weights).sum().asScalar()
      const [dx, dScale, dShift] = tf.grads(f)([x, tf.tensor2d(SCALE, [2, 2]), tf.tensor2d(SHIFT, [2, 2])])
      // Float32 operations cancel: 144² stands beside .09.
      near(dx, DX, 5e-4)
      near(dScale, DSCALE)
      near(dShift, DSHIFT)
    })
  })

  test.each([[[3, 7, 5]], [[2, 4, 3, 6]], [[1, 9, 1]]])(
    'gradients at %j agree with differences',
    async (shape) => {
      const parameters = [shape[0] ?? 1, shape.at(-1) ?? 1]
      const rng = createRng(2)
      const inputs = [rng.normal(shape), rng.normal(parameters), rng.normal(parameters)]
      const [x = tf.scalar(0)] = inputs
      const plain = await directionalDerivatives((a = x) => instanceNorm(a), [x])
      expect(plain.error).toBeLessThan(2e-3)
      const styled = await directionalDerivatives(
        (a = x, scale = x, shift = x) => adaIN(a, { scale, shift }),
        inputs,
      )
      expect(styled.error).toBeLessThan(2e-3)
      tf.dispose(inputs)
    },
  )

  test('gradients of gradients agree with differences: a penalty on a slope can be trained', async () => {
    const rng = createRng(3)
    const inputs = [rng.normal([2, 6, 3]), rng.normal([2, 3])]
    const [x = tf.scalar(0), weights = x] = inputs
    const slope = (a: tf.Tensor, scale: tf.Tensor): tf.Tensor =>
      tf.grad((input: tf.Tensor) =>
        adaIN(input, { scale, shift: tf.zeros([2, 3]) })
          .square()
          .mul(input.sin())
          .sum(),
      )(a)
    const { error } = await directionalDerivatives((a = x, scale = weights) => slope(a, scale), inputs)
    expect(error).toBeLessThan(3e-3)
    tf.dispose(inputs)
  })

  test('nothing is lost, and a large mean does not hide small differences', () => {
    const tensors = tf.memory().numTensors
    const x = tf.tensor3d([1000.25, 1000.75, 1000.25, 1000.75], [1, 4, 1])
    const y = instanceNorm(x, { epsilon: 1e-9 })
    near(y, [-1, 1, -1, 1])
    tf.dispose([x, y])
    expect(tf.memory().numTensors).toBe(tensors)
  })
})

test('what cannot be normalised is refused', () => {
  expect(() => instanceNorm(tf.zeros([4, 3]))).toThrowErrorMatchingInlineSnapshot(
    `[AeError: instanceNorm: expected [B, T, C] or [B, H, W, C] with at least one position. Received: [4, 3].]`,
  )
  expect(() => instanceNorm(tf.zeros([4, 0, 3]))).toThrow('at least one position')
  expect(() =>
    adaIN(tf.zeros([2, 5, 3]), { scale: tf.ones([3]), shift: tf.zeros([2, 3]) }),
  ).toThrowErrorMatchingInlineSnapshot(`[AeError: adaIN: expected scale and shift [2, 3]. Received: [3].]`)
  expect(() => instanceNorm(tf.zeros([2, 5, 3]), { epsilon: 0 })).toThrow('`epsilon` must be a number > 0')
  expect(instanceNorm(tf.zeros([0, 5, 3])).shape).toEqual([0, 5, 3])
})
