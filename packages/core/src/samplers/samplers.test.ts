import * as tf from '@tensorflow/tfjs'
import { describe, expect, test } from 'vitest'
import { frechetDistance } from '../metrics/frechet-distance'
import { createRng } from '../rng/rng'
import { adam } from '../train/adam'
import { GaussianMixture } from './gaussian-mixture'
import { normalSampler } from './normal-sampler'
import { TwoStageSampler } from './two-stage-sampler'

const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, v) => sum + v, 0) / values.length

/** Rows round three centres, each spread differently. */
function threeKinds(seed: number): tf.Tensor {
  return tf.tidy(() =>
    tf.concat(
      [
        [-6, 0, 1, 0.3],
        [6, 0, 0.5, 0.5],
        [0, 8, 2, 0.2],
      ].map(([x = 0, y = 0, sx = 1, sy = 1], i) =>
        createRng(seed)
          .fork(String(i))
          .normal([100 * (i + 1), 2])
          .mul([sx, sy])
          .add([x, y]),
      ),
    ),
  )
}

/** Rows on a circle of radius 1, a little blurred. */
function ring(rows: number, seed: number): tf.Tensor {
  return tf.tidy(() => {
    const angle = createRng(seed)
      .uniform([rows, 1])
      .mul(2 * Math.PI)
    return tf.concat([angle.cos(), angle.sin()], 1).add(
      createRng(seed + 1)
        .normal([rows, 2])
        .mul(0.05),
    )
  })
}

describe('a mixture', () => {
  test('of one Gaussian is the mean and covariance of the rows', async () => {
    const x = tf.tensor2d([
      [0, 1],
      [2, 0],
      [1, 3],
      [5, 4],
    ])
    const mixture = await GaussianMixture.fit(x, { components: 1 })
    expect(Array.from(mixture.means[0] ?? [])).toEqual([2, 2])
    const [a = 0, , c = 0, d = 0] = mixture.lowers[0] ?? []
    // Divisor n, as the most likely covariance has: [[3.5, 1.75], [1.75, 2.5]].
    expect(a * a).toBeCloseTo(3.5, 4)
    expect(a * c).toBeCloseTo(1.75, 4)
    expect(c * c + d * d).toBeCloseTo(2.5, 4)
    x.dispose()
  })

  test('has the density that SciPy computes', async () => {
    /**
     * mvn = scipy.stats.multivariate_normal
     * np.log(.3*mvn([1, 0], [[4, 2], [2, 5]]).pdf(x) + .7*mvn([-1, 2], np.diag([1, .25])).pdf(x))   # x = [0, 0], [1, 2], [40, -40]
     */
    const mixture = new GaussianMixture({
      weights: Float64Array.of(0.3, 0.7),
      means: [Float64Array.of(1, 0), Float64Array.of(-1, 2)],
      lowers: [Float64Array.of(2, 0, 1, 2), Float64Array.of(1, 0, 0, 0.5)],
    })
    const x = tf.tensor2d([
      [0, 0],
      [1, 2],
      [40, -40],
    ])
    const densities = await mixture.logDensity(x)
    const reference = [-4.5799636603778255, -3.286220480324706, -637.0843942318553]
    reference.forEach((expected, i) => {
      expect(densities[i]).toBeCloseTo(expected, 6)
    })
    x.dispose()
  })

  test.each(['full', 'diagonal'] as const)(
    'finds what the rows were drawn from, never falling: %s',
    async (covariance) => {
      const [x, held] = [threeKinds(1), threeKinds(50)]
      const mixture = await GaussianMixture.fit(x, { components: 3, covariance, tolerance: 0 })
      mixture.history.forEach((value, i) => {
        if (i > 0) expect(value).toBeGreaterThan((mixture.history[i - 1] ?? 0) - 1e-9)
      })
      expect(Array.from(mixture.weights).sort()[0]).toBeCloseTo(1 / 6, 2)
      const one = await GaussianMixture.fit(x, { components: 1 })
      expect(mean(await mixture.logDensity(held))).toBeGreaterThan(mean(await one.logDensity(held)) + 1)
      tf.dispose([x, held])
    },
  )

  test('does not take a round that loses by what is added to variances', async () => {
    // Columns that are tied to each other in all but one row: variances of next to nothing.
    for (let seed = 0; seed < 40; seed++) {
      const rng = createRng(seed)
      const x = tf.tidy(() => rng.uniform([13, 3]).mul(3).floor().mul([1, 1e-4, 1]))
      const { history, ...parts } = await GaussianMixture.fit(x, { components: 4, tolerance: 0, seed })
      const rises = history.slice(1).map((value, i) => value - (history[i] ?? Number.NaN))
      expect(Math.min(0, ...rises)).toBe(0)
      const same = mean(await new GaussianMixture(parts).logDensity(x))
      expect(same).toBeCloseTo(history.at(-1) ?? Number.NaN, 6)
      x.dispose()
    }
  })

  test('is drawn from in its own proportions', async () => {
    const x = threeKinds(1)
    const mixture = await GaussianMixture.fit(x, { components: 3 })
    const drawn = mixture.sample(3000, createRng(3))
    expect(await frechetDistance(x, drawn)).toBeLessThan(0.3)
    const densities = await mixture.logDensity(drawn)
    // Draws are as likely as the rows themselves.
    expect(Math.abs(mean(densities) - (mixture.history.at(-1) ?? Number.NaN))).toBeLessThan(0.1)
    tf.dispose([x, drawn])
  })

  test('stands rows that are all the same, and more components than kinds', async () => {
    const x = tf.ones([5, 3])
    const mixture = await GaussianMixture.fit(x, { components: 4 })
    const drawn = mixture.sample(2)
    for (const value of await drawn.data()) expect(value).toBeCloseTo(1, 3)
    tf.dispose([x, drawn])
  })

  test('mistakes are named', async () => {
    const x = tf.ones([3, 2])
    const broken = tf.fill([3, 2], Number.NaN)
    const flat = tf.ones([3])
    await expect(GaussianMixture.fit(x, { components: 4 })).rejects.toThrow('at most the number of rows, 3')
    await expect(GaussianMixture.fit(broken)).rejects.toThrow('expected finite codes. Received: NaN')
    await expect(GaussianMixture.fit(flat)).rejects.toThrow('expected codes [N, D]. Received: [3]')
    tf.dispose([x, broken, flat])
  })
})

test('a second stage finds a ring that one Gaussian cannot', async () => {
  const before = tf.memory().numTensors
  const codes = tf.tidy(() => ring(512, 1).mul(3).add([10, -2]))
  const second = await TwoStageSampler.fit(codes, {
    hiddenUnits: [32],
    epochs: 100,
    batchSize: 64,
    optimizer: adam({ learningRate: 0.01 }),
  })
  const offRing = async (z: tf.Tensor): Promise<number> => {
    const off = tf.tidy(() => z.sub([10, -2]).square().sum(1).sqrt().sub(3).abs())
    const values = await off.data()
    tf.dispose([z, off])
    return mean(values)
  }
  const normal = await offRing(
    tf.tidy(() =>
      normalSampler(2)
        .sample(500)
        .mul(3 / Math.SQRT2)
        .add([10, -2]),
    ),
  )
  const found = await offRing(second.sample(500))
  expect(found).toBeLessThan(0.5 * normal)
  second.dispose()
  codes.dispose()
  expect(tf.memory().numTensors).toBe(before)
})

test('a second stage learns what posteriors give, not only their means', async () => {
  const before = tf.memory().numTensors
  const [mean0, logVar] = [tf.zeros([256, 2]), tf.fill([256, 2], Math.log(4))]
  const options = { hiddenUnits: [8], epochs: 30, optimizer: adam({ learningRate: 0.01 }) }
  const spread = async (codes: Parameters<typeof TwoStageSampler.fit>[0]): Promise<number> => {
    const second = await TwoStageSampler.fit(codes, options)
    const drawn = second.sample(2000)
    const deviation = tf.tidy(() => tf.moments(drawn).variance.sqrt())
    const [value = Number.NaN] = await deviation.data()
    tf.dispose([drawn, deviation])
    second.dispose()
    return value
  }
  expect(await spread({ mean: mean0, logVar })).toBeCloseTo(2, 0)
  expect(await spread(mean0)).toBeLessThan(0.1)
  await expect(TwoStageSampler.fit(tf.zeros([4, 2, 2]))).rejects.toThrow(
    'TwoStageSampler: expected codes [N, D]. Received: [4, 2, 2].',
  )
  await expect(TwoStageSampler.fit(tf.tensor2d([[1, Number.NaN]]))).rejects.toThrow('expected finite codes')
  tf.dispose([mean0, logVar])
  expect(tf.memory().numTensors - before).toBe(2)
})

test('a stream that goes on draws other codes', async () => {
  const mixture = new GaussianMixture({
    weights: Float64Array.of(1),
    means: [Float64Array.of(0)],
    lowers: [Float64Array.of(1)],
  })
  const rng = createRng(1)
  const [a, b] = [mixture.sample(4, rng), mixture.sample(4, rng)]
  expect(await a.data()).not.toEqual(await b.data())
  tf.dispose([a, b])
})

test('the same stream draws the same codes', async () => {
  const sampler = normalSampler(3)
  const [a, b, c] = [sampler.sample(4), sampler.sample(4), sampler.sample(4, createRng(9))]
  expect(a.shape).toEqual([4, 3])
  expect(await a.data()).toEqual(await b.data())
  expect(await a.data()).not.toEqual(await c.data())
  expect(() => sampler.sample(0)).toThrow('`count` must be a positive integer')
  tf.dispose([a, b, c])
})
