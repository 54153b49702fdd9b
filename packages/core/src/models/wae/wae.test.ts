import * as tf from '@tensorflow/tfjs'
import { describe, expect, test } from 'vitest'
import { maximumMeanDiscrepancy } from '../../losses/maximum-mean-discrepancy'
import { frechetDistance } from '../../metrics/frechet-distance'
import { mlp } from '../../networks/mlp'
import { createRng } from '../../rng/rng'
import { directionalDerivatives } from '../../testing/directional-derivatives'
import { latentModelContract } from '../../testing/latent-model-contract'
import { adam } from '../../train/adam'
import { fit } from '../../train/fit'
import { WAE } from '.'

const small = { encoder: mlp({ hiddenUnits: [16] }), decoder: mlp({ hiddenUnits: [16] }) }
const contract = latentModelContract({
  Model: WAE,
  create: (seed) => new WAE({ inputShape: [12], latentDim: 2, mmdWeight: 1, ...small, seed }),
  batch: () => createRng(1).uniform([16, 12]),
  optimizer: adam({ learningRate: 0.02 }),
})
test.each(contract)('$name', ({ run }) => run())

const number = (f: () => tf.Scalar): number => tf.tidy(f).dataSync()[0] ?? Number.NaN

describe('the discrepancy', () => {
  /**
   * References, NumPy in float64:
   *
   *   x = np.array([[0, 1], [2, -1], [.5, .5]]); y = np.array([[1, 1], [-1, 0], [0, 3], [2, 2]])
   *   d = lambda a, b: ((a[:, None] - b[None])**2).sum(-1); S = [.1, .2, .5, 1, 2, 5, 10]
   *   imq = lambda d: sum(4*s/(4*s + d) for s in S); rbf = lambda d: sum(np.exp(-d/(4*s)) for s in S)
   *   off = lambda k, n: (k.sum() - np.trace(k))/(n*(n - 1))
   *   [off(k(d(x, x)), 3) + off(k(d(y, y)), 4) - 2*k(d(x, y)).mean() for k in (imq, rbf)]
   */
  const x = () =>
    tf.tensor2d([
      [0, 1],
      [2, -1],
      [0.5, 0.5],
    ])
  const y = () =>
    tf.tensor2d([
      [1, 1],
      [-1, 0],
      [0, 3],
      [2, 2],
    ])

  test.each([
    ['imq', 0.00803017372449144],
    ['rbf', 0.02232470495103911],
  ] as const)('agrees with NumPy: %s', (kernel, expected) => {
    expect(number(() => maximumMeanDiscrepancy(x(), y(), { kernel }))).toBeCloseTo(expected, 5)
  })

  test.each(['imq', 'rbf'] as const)('has the gradient that differences show: %s', async (kernel) => {
    const inputs = [x(), y()]
    const loss = (a?: tf.Tensor, b?: tf.Tensor) =>
      maximumMeanDiscrepancy(a ?? tf.zeros([1, 1]), b ?? tf.zeros([1, 1]), { kernel })
    for (const seed of [2, 3]) {
      expect((await directionalDerivatives(loss, inputs, seed)).error).toBeLessThan(2e-3)
    }
    tf.dispose(inputs)
  })

  test('is 0 on average for one spread, and not for two', () => {
    const between = (shift: number) => {
      const values = Array.from({ length: 400 }, (_, i) =>
        number(() =>
          maximumMeanDiscrepancy(
            createRng(i).fork('x').normal([32, 3]),
            createRng(i).fork('y').normal([32, 3]).add(shift),
          ),
        ),
      )
      return values.reduce((sum, value) => sum + value, 0) / values.length
    }
    // With the diagonals left in it would be 14 / 32 = .44.
    expect(Math.abs(between(0))).toBeLessThan(0.02)
    expect(between(1)).toBeGreaterThan(0.4)
  })

  test('mistakes are named', () => {
    const one = x()
    const narrow = tf.zeros([2, 1])
    expect(() => maximumMeanDiscrepancy(one, narrow)).toThrow('Received: [3, 2] and [2, 1]')
    expect(() => new WAE({ inputShape: [4], latentDim: 2, mmdWeight: -1 })).toThrow('`mmdWeight`')
    tf.dispose([one, narrow])
  })
})

test('codes are spread as N(0, I), and are not without the penalty', async () => {
  const x = tf.tidy(() =>
    createRng(5)
      .uniform([128, 2])
      .mul(6)
      .matMul(createRng(6).normal([2, 8]).as2D(2, 8)),
  )
  const distances: number[] = []
  for (const mmdWeight of [0, 100]) {
    const model = new WAE({ inputShape: [8], latentDim: 2, output: 'unbounded', mmdWeight, ...small })
    await fit(model, x, { epochs: 60, batchSize: 32, optimizer: adam({ learningRate: 0.01 }) })
    const codes = model.encode(x)
    const prior = createRng(7).normal([2000, 2])
    distances.push(await frechetDistance(codes, prior))
    tf.dispose([codes, prior])
    model.dispose()
  }
  expect(distances[1]).toBeLessThan(0.25)
  expect(distances[0]).toBeGreaterThan(1)
  x.dispose()
})
