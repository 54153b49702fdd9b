import * as tf from '@tensorflow/tfjs'
import { describe, expect, test } from 'vitest'
import { mlp } from '../../networks/mlp'
import { createRng } from '../../rng/rng'
import { directionalDerivatives } from '../../testing/directional-derivatives'
import { latentModelContract } from '../../testing/latent-model-contract'
import { adam } from '../../train/adam'
import { fit } from '../../train/fit'
import { BetaTCVAE, type KlDecompositionOptions, klDecomposition } from '.'

const small = { encoder: mlp({ hiddenUnits: [8] }), decoder: mlp({ hiddenUnits: [8] }) }

describe.each(['stratified', 'weighted'] as const)('%s', (estimator) => {
  const contract = latentModelContract({
    Model: BetaTCVAE,
    create: (seed) =>
      new BetaTCVAE({ inputShape: [12], latentDim: 2, rows: 64, estimator, beta: 2, ...small, seed }),
    batch: () => createRng(1).uniform([16, 12]),
    optimizer: adam({ learningRate: 0.02 }),
    steps: 150,
    fallsTo: 0.99,
  })
  test.each(contract)('$name', ({ run }) => run())
})

describe('the decomposition', () => {
  /**
   * References, NumPy in float64:
   *
   *   z = np.array([[.2, -1.], [.7, .4], [-1.5, .1]]); m = np.array([[0, -.8], [.5, .5], [-1., .3]])
   *   v = np.array([[-1., .2], [.1, -2.], [-.5, 0.]]); lse = lambda a: log(exp(a).sum(1))
   *   lp = -.5*((z[:, None] - m[None])**2/exp(v)[None] + v[None] + log(2*pi))
   *   W = np.where(np.eye(3), 1/10, .9/2)   # stratified, N = 10; np.full((3, 3), 1/30); np.full((3, 3), 1/3)
   *   q = np.einsum('iid->i', lp); j = lse(lp.sum(2) + log(W)); p = lse(lp + log(W)[..., None]).sum(1)
   *   pr = (-.5*(z**2 + log(2*pi))).sum(1); (q-j).mean(), (j-p).mean(), (p-pr).mean()
   */
  const z = () => tf.tensor2d([0.2, -1, 0.7, 0.4, -1.5, 0.1], [3, 2])
  const mean = () => tf.tensor2d([0, -0.8, 0.5, 0.5, -1, 0.3], [3, 2])
  const logVar = () => tf.tensor2d([-1, 0.2, 0.1, -2, -0.5, 0], [3, 2])
  const parts = (options: KlDecompositionOptions): readonly number[] =>
    tf.tidy(() => {
      const found = klDecomposition(z(), { mean: mean(), logVar: logVar() }, options)
      return [found.mutualInformation, found.totalCorrelation, found.dimensionWise].map(
        (part) => part.dataSync()[0] ?? Number.NaN,
      )
    })

  test.each([
    [{ rows: 10 }, [1.6559446370225885, 0.014619778794796812, -0.5961885622585953]],
    [{ rows: 10, estimator: 'weighted' }, [3.214412481616947, 2.4121327280943383, -4.552169356152494]],
    // The batch is the set: the density of all codes, exactly.
    [{ rows: 3 }, [0.9118273886229016, 0.10954763510029235, 0.05300082983559632]],
  ] as const)('agrees with NumPy: %o', (options, expected) => {
    parts(options).forEach((part, i) => {
      expect(part).toBeCloseTo(expected[i] ?? Number.NaN, 5)
    })
  })

  test('adds up to log q(z | x) − log p(z), whatever the estimator', () => {
    const sum = (options: KlDecompositionOptions) => parts(options).reduce((a, b) => a + b, 0)
    expect(sum({ rows: 500 })).toBeCloseTo(sum({ rows: 3 }), 5)
    expect(sum({ rows: 500, estimator: 'weighted' })).toBeCloseTo(sum({ rows: 3 }), 5)
  })

  test.each(['stratified', 'weighted'] as const)(
    'has the gradient that differences show: %s',
    async (estimator) => {
      const inputs = [z(), mean(), logVar()]
      const loss = (a: tf.Tensor = z(), b: tf.Tensor = z(), c: tf.Tensor = z()): tf.Tensor => {
        const found = klDecomposition(a, { mean: b, logVar: c }, { rows: 10, estimator })
        return tf.stack([found.mutualInformation, found.totalCorrelation, found.dimensionWise])
      }
      for (const seed of [2, 3, 4]) {
        expect((await directionalDerivatives(loss, inputs, seed)).error).toBeLessThan(3e-3)
      }
      tf.dispose(inputs)
    },
  )

  test('a single row is estimated, and tells nothing', () => {
    const [information = Number.NaN, correlation = Number.NaN] = tf.tidy(() => {
      const one = { mean: tf.zeros([1, 2]), logVar: tf.zeros([1, 2]) }
      const found = klDecomposition(tf.ones([1, 2]), one, { rows: 10 })
      return [found.mutualInformation, found.totalCorrelation].map((part) => part.dataSync()[0])
    })
    expect(information).toBeCloseTo(0, 6)
    expect(correlation).toBeCloseTo(0, 6)
  })

  test('mistakes are named, and nothing is left behind', () => {
    const before = tf.memory().numTensors
    expect(() => parts({ rows: 2 })).toThrowErrorMatchingInlineSnapshot(`
      [AeError: klDecomposition: expected at most 2 rows in a batch. Received: 3.
        Hint: \`rows\` is the number of rows in the whole training set.]
    `)
    expect(() => parts({ rows: 0 })).toThrow('`rows` must be a positive integer')
    const cube = tf.zeros([2, 2, 2])
    expect(() => klDecomposition(cube, { mean: cube, logVar: cube }, { rows: 4 })).toThrow(
      'expected codes [B, D]',
    )
    cube.dispose()
    expect(() => new BetaTCVAE({ inputShape: [4], latentDim: 2, rows: 8, informationWeight: -1 })).toThrow(
      '`informationWeight`',
    )
    expect(tf.memory().numTensors).toBe(before)
  })
})

test('the objective is the weighted sum of its terms', async () => {
  const weights = { beta: 5, informationWeight: 0.5, dimensionWeight: 2 }
  const model = new BetaTCVAE({ inputShape: [6], latentDim: 3, rows: 20, ...weights, ...small })
  const x = createRng(3).uniform([7, 6])
  const [total, expected] = tf.tidy(() => {
    const ctx = { training: true, rng: createRng(1), step: 0, totalSteps: 10 }
    const { total: sum, terms } = model.phases[0].objective(x, ctx)
    const value = (name: string): number => terms[name]?.dataSync()[0] ?? Number.NaN
    const parts =
      0.5 * value('mutualInformation') + 5 * value('totalCorrelation') + 2 * value('dimensionWise')
    return [sum.dataSync()[0] ?? Number.NaN, value('reconstruction') + parts]
  })
  expect(total).toBeCloseTo(expected, 4)
  x.dispose()
  model.dispose()
})

test('its weight takes the numbers of a code apart', async () => {
  const x = tf.tidy(() => {
    const factors = createRng(5).uniform([128, 2]).sub(0.5)
    return factors.matMul(createRng(6).normal([2, 8]).as2D(2, 8)).mul(4)
  })
  const correlations: number[] = []
  for (const beta of [0, 10]) {
    const likelihood = { kind: 'gaussian', standardDeviation: 0.5 } as const
    const model = new BetaTCVAE({
      inputShape: [8],
      latentDim: 3,
      rows: 128,
      likelihood,
      beta,
      ...small,
      seed: 2,
    })
    const optimizer = adam({ learningRate: 0.02 })
    const history = await fit(model, x, { epochs: 50, batchSize: 32, optimizer })
    correlations.push(history.epochs.at(-1)?.losses.totalCorrelation ?? Number.NaN)
    model.dispose()
  }
  expect(correlations[0]).toBeGreaterThan(0.3)
  expect(correlations[1]).toBeLessThan((correlations[0] ?? 0) / 3)
  x.dispose()
})
