import * as tf from '@tensorflow/tfjs'
import { afterAll, describe, expect, test } from 'vitest'
import type { StepContext } from '../../interfaces/phase'
import { importanceWeightedNll } from '../../metrics/importance-weighted-nll'
import { mlp } from '../../networks/mlp'
import { createRng } from '../../rng/rng'
import { latentModelContract } from '../../testing/latent-model-contract'
import { adam } from '../../train/adam'
import { fit } from '../../train/fit'
import { VAE } from '../vae'
import { IWAE, importanceWeightedBound } from '.'

const small = { encoder: mlp({ hiddenUnits: [8] }), decoder: mlp({ hiddenUnits: [8] }) }
const contract = latentModelContract({
  Model: IWAE,
  create: (seed) => new IWAE({ inputShape: [12], latentDim: 2, samples: 3, ...small, seed }),
  batch: () => createRng(1).uniform([16, 12]),
  optimizer: adam({ learningRate: 0.02 }),
  steps: 150,
  fallsTo: 0.99,
})
test.each(contract)('$name', ({ run }) => run())

/** How far weights are moved for a difference. */
const EPSILON = 1e-3

const number = (f: () => tf.Scalar): number => tf.tidy(f).dataSync()[0] ?? Number.NaN
const step = (seed: number): StepContext => ({
  training: true,
  rng: createRng(seed),
  step: 0,
  totalSteps: 10,
})

describe('the bound', () => {
  /**
   * References, NumPy in float64:
   *
   *   w = np.array([[-1.5, .25, -3.], [2., 1.75, -40.]]); m = w.max(1, keepdims=True)
   *   -(m[:, 0] + np.log(np.exp(w - m).mean(1))).mean()
   *   -np.exp(w - m)/np.exp(w - m).sum(1, keepdims=True)/2
   */
  const weights = tf.tensor2d([
    [-1.5, 0.25, -3],
    [2, 1.75, -40],
  ])
  afterAll(() => weights.dispose())

  test('agrees with NumPy, and is minus the mean for one code', () => {
    expect(number(() => importanceWeightedBound(weights))).toBeCloseTo(-0.4107194489906363, 5)
    expect(number(() => importanceWeightedBound(weights.slice([0, 0], [2, 1])))).toBeCloseTo(-0.25, 6)
  })

  test('gives each code its share: equation 14', () => {
    const expected = [
      -0.07165651247197644, -0.41235475842447356, -0.01598872910355006, -0.28108825044289903,
      -0.21891174955710094, -1.616123154152772e-19,
    ]
    const shares = tf.tidy(() => tf.grad(importanceWeightedBound)(weights))
    Array.from(shares.dataSync()).forEach((share, i) => {
      expect(share).toBeCloseTo(expected[i] ?? Number.NaN, 5)
    })
    shares.dispose()
  })

  test('is finite where no weight is within reach of float32', () => {
    for (const far of [-1e4, 1e4]) {
      expect(number(() => importanceWeightedBound(tf.fill([2, 4], far)))).toBeCloseTo(-far, 1)
    }
  })

  test('mistakes are named', () => {
    const flat = tf.zeros([3])
    const empty = tf.zeros([0, 4])
    expect(() => importanceWeightedBound(flat)).toThrow('expected weights [rows, samples]. Received: [3].')
    expect(() => importanceWeightedBound(empty)).toThrow('Received: [0, 4].')
    expect(() => new IWAE({ inputShape: [4], latentDim: 2, samples: 0 })).toThrow(
      'IWAE: `samples` must be a positive integer. Received: 0.',
    )
    tf.dispose([flat, empty])
  })
})

describe('the objective', () => {
  const shared = {
    inputShape: [5],
    latentDim: 3,
    likelihood: { kind: 'gaussian', standardDeviation: 'learned' },
    ...small,
    seed: 2,
  } as const
  /** Copies of few rows, so that the noise of the draws averages out. */
  const rows = tf.tidy(() => createRng(4).normal([4, 5]).tile([2000, 1]))
  afterAll(() => rows.dispose())

  const bound = (samples: number, seed: number): number => {
    const model = new IWAE({ ...shared, samples })
    const value = number(() => model.phases[0].objective(rows, step(seed)).total)
    model.dispose()
    return value
  }

  test('with one code it is the evidence lower bound of a VAE', () => {
    const vae = new VAE(shared)
    const differences = Array.from({ length: 10 }, (_, seed) => {
      // The same codes: what is left is the KL, in closed form there and from the draws here.
      const elbo = number(() => vae.phases[0].objective(rows, step(seed)).total)
      return bound(1, seed) - elbo
    })
    const mean = differences.reduce((sum, difference) => sum + difference, 0) / differences.length
    expect(Math.abs(mean)).toBeLessThan(0.05)
    vae.dispose()
  })

  test('with more codes it is tighter', () => {
    const bounds = [1, 2, 8, 32].map((samples) => bound(samples, 7))
    bounds.slice(1).forEach((tighter, i) => {
      // Log-weights here have a deviation near 12: .13 is one standard error for a single code, less for more.
      expect(tighter).toBeLessThan((bounds[i] ?? Number.NaN) - 0.5)
    })
  })

  test('has the gradient that differences show, for every weight', async () => {
    const model = new IWAE({ ...shared, samples: 4 })
    const x = createRng(5).normal([6, 5])
    const [{ variables }] = model.phases
    const loss = (): tf.Scalar => model.phases[0].objective(x, step(3)).total
    const { value, grads } = tf.variableGrads(loss, [...variables])
    for (const seed of [1, 2, 3]) {
      const rng = createRng(seed)
      const directions = variables.map(({ shape }, i) => rng.fork(String(i)).normal(shape))
      const slopes = variables.map(
        ({ name }, i) =>
          () =>
            tf.sum(tf.mul(grads[name] ?? 0, directions[i] ?? 0)),
      )
      const analytic = number(() => tf.addN(slopes.map((slope) => slope())).asScalar())
      const after = (size: number): number => {
        tf.tidy(() => {
          variables.forEach((variable, i) => {
            variable.assign(variable.add(tf.mul(directions[i] ?? 0, size)))
          })
        })
        return number(loss)
      }
      const [above, below] = [after(EPSILON), after(-2 * EPSILON)]
      after(EPSILON)
      const numeric = (above - below) / (2 * EPSILON)
      expect(Math.abs(numeric)).toBeGreaterThan(0.1)
      expect(Math.abs(analytic / numeric - 1)).toBeLessThan(0.02)
      tf.dispose(directions)
    }
    tf.dispose([x, value, grads])
    model.dispose()
  })
})

test('rows on a ring become likelier than under a VAE of the same networks', async () => {
  const ring = (rows: number, seed: number): tf.Tensor =>
    tf.tidy(() => {
      const rng = createRng(seed)
      const angle = rng.uniform([rows, 1]).mul(2 * Math.PI)
      return tf.concat([angle.cos(), angle.sin()], 1).add(rng.normal([rows, 2]).mul(0.1))
    })
  const [x, unseen] = [ring(128, 11), ring(200, 51)]
  const tanh = mlp({ hiddenUnits: [32], activation: 'tanh' })
  const shared = {
    inputShape: [2],
    latentDim: 2,
    likelihood: { kind: 'gaussian', standardDeviation: 0.1 },
    encoder: tanh,
    decoder: tanh,
    seed: 1,
  } as const
  const nats: number[] = []
  for (const model of [new VAE(shared), new IWAE({ ...shared, samples: 5 })]) {
    await fit(model, x, { epochs: 100, batchSize: 64, optimizer: adam({ learningRate: 0.01 }) })
    const rows = await importanceWeightedNll(model, unseen, { samples: 300 })
    nats.push(rows.reduce((sum, nll) => sum + nll, 0) / rows.length)
    model.dispose()
  }
  const [vae = Number.NaN, iwae = Number.NaN] = nats
  expect(iwae).toBeLessThan(vae - 0.2)
  tf.dispose([x, unseen])
})
