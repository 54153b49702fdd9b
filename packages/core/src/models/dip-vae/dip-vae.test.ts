import * as tf from '@tensorflow/tfjs'
import { describe, expect, test } from 'vitest'
import { mlp } from '../../networks/mlp'
import { createRng } from '../../rng/rng'
import { directionalDerivatives } from '../../testing/directional-derivatives'
import { latentModelContract } from '../../testing/latent-model-contract'
import { adam } from '../../train/adam'
import { fit } from '../../train/fit'
import { covariancePenalty, DIPVAE } from '.'

const small = { encoder: mlp({ hiddenUnits: [8] }), decoder: mlp({ hiddenUnits: [8] }) }

describe.each(['means', 'codes'] as const)('%s', (covariance) => {
  const contract = latentModelContract({
    Model: DIPVAE,
    create: (seed) => new DIPVAE({ inputShape: [12], latentDim: 2, covariance, ...small, seed }),
    batch: () => createRng(1).uniform([16, 12]),
    optimizer: adam({ learningRate: 0.02 }),
    steps: 150,
  })
  test.each(contract)('$name', ({ run }) => run())
})

describe('the penalty', () => {
  /**
   * References, NumPy in float64:
   *
   *   m = np.array([[0, -.8], [.5, .5], [-1., .3], [2, 1]]); v = np.array([[-1., .2], [.1, -2.], [-.5, 0.], [0, 1]])
   *   C = np.cov(m.T, bias=True); D = C + np.diag(exp(v).mean(0))
   *   [((c - np.diag(np.diag(c)))**2).sum() for c in (C, D)]; [((np.diag(c) - 1)**2).sum() for c in (C, D)]
   */
  const mean = () => tf.tensor2d([0, -0.8, 0.5, 0.5, -1, 0.3, 2, 1], [4, 2])
  const logVar = () => tf.tensor2d([-1, 0.2, 0.1, -2, -0.5, 0, 0, 1], [4, 2])

  test.each([
    ['means', 0.3100781250000001, 0.351597265625],
    ['codes', 0.3100781250000001, 1.3786897421057898],
  ] as const)('agrees with NumPy: %s', (covariance, offDiagonal, diagonal) => {
    tf.tidy(() => {
      const found = covariancePenalty({ mean: mean(), logVar: logVar() }, covariance)
      expect(found.offDiagonal.dataSync()[0]).toBeCloseTo(offDiagonal, 5)
      expect(found.diagonal.dataSync()[0]).toBeCloseTo(diagonal, 5)
    })
  })

  test.each(['means', 'codes'] as const)('has the gradient that differences show: %s', async (covariance) => {
    const inputs = [mean(), logVar()]
    // The means alone do not depend on variances; a little of them keeps both inputs connected.
    const loss = (a: tf.Tensor = mean(), b: tf.Tensor = mean()): tf.Tensor => {
      const { offDiagonal, diagonal } = covariancePenalty({ mean: a, logVar: b }, covariance)
      return tf.stack([offDiagonal, diagonal.add(b.sum().mul(0.1))])
    }
    for (const seed of [2, 3, 4]) {
      expect((await directionalDerivatives(loss, inputs, seed, 1e-3)).error).toBeLessThan(3e-3)
    }
    tf.dispose(inputs)
  })

  test('mistakes are named, and nothing is left behind', () => {
    const posterior = { mean: mean(), logVar: tf.zeros([4, 3]) }
    const before = tf.memory().numTensors
    expect(() => covariancePenalty(posterior, 'means')).toThrow('[4, 2] and [4, 3]')
    const line = tf.zeros([4])
    expect(() => covariancePenalty({ mean: line, logVar: line }, 'means')).toThrow('expected means [B, D]')
    line.dispose()
    expect(() => new DIPVAE({ inputShape: [4], latentDim: 2, covariance: 'both' as never })).toThrow(
      "`covariance` must be one of 'means', 'codes'. Received: 'both'.",
    )
    expect(() => new DIPVAE({ inputShape: [4], latentDim: 2, offDiagonalWeight: -1 })).toThrow(
      '`offDiagonalWeight` must be a number ≥ 0. Received: -1.',
    )
    expect(tf.memory().numTensors).toBe(before)
    tf.dispose([posterior.mean, posterior.logVar])
  })
})

test('the diagonal weighs what the paper gives it, unless it is said', () => {
  const weights = (options: object): number => {
    const model = new DIPVAE({ inputShape: [4], latentDim: 2, offDiagonalWeight: 3, ...small, ...options })
    model.dispose()
    return model.config.diagonalWeight
  }
  expect(weights({ covariance: 'means' })).toBe(30)
  expect(weights({ covariance: 'codes' })).toBe(3)
  expect(weights({ diagonalWeight: 0 })).toBe(0)
})

test.each(['means', 'codes'] as const)(
  'codes lose their covariances, and do not without: %s',
  async (covariance) => {
    const x = tf.tidy(() => {
      const factors = createRng(5).uniform([128, 2]).sub(0.5)
      return factors.matMul(createRng(6).normal([2, 8]).as2D(2, 8)).mul(4)
    })
    const penalties: number[] = []
    for (const offDiagonalWeight of [0, 20]) {
      const model = new DIPVAE({
        inputShape: [8],
        latentDim: 3,
        likelihood: { kind: 'gaussian', standardDeviation: 0.5 },
        covariance,
        offDiagonalWeight,
        diagonalWeight: 10,
        ...small,
        seed: 2,
      })
      const optimizer = adam({ learningRate: 0.02 })
      await fit(model, x, { epochs: 50, batchSize: 32, optimizer })
      const { mean, logVar } = model.posterior(x)
      const { offDiagonal, diagonal } = covariancePenalty({ mean, logVar }, covariance)
      penalties.push((await offDiagonal.data())[0] ?? Number.NaN)
      tf.dispose([mean, logVar, offDiagonal, diagonal])
      model.dispose()
    }
    expect(penalties[1]).toBeLessThan((penalties[0] ?? 0) / 5)
    x.dispose()
  },
)
