import * as tf from '@tensorflow/tfjs'
import { afterAll, describe, expect, test } from 'vitest'
import { createRng } from '../rng/rng'
import { betaVaeScore } from './beta-vae-score'
import { boostedTrees } from './boosted-trees'
import { disentanglementCompleteness } from './disentanglement-completeness'
import { factorVaeScore } from './factor-vae-score'
import { interventionalRobustness } from './interventional-robustness'
import { modularity } from './modularity'
import { mutualInformationGap } from './mutual-information-gap'
import { separatedAttributePredictability } from './separated-attribute-predictability'

/**
 * References, NumPy 2.4 and scikit-learn 1.9.1:
 *
 *   i = np.arange(1200); f = np.stack([i % 3, i//3 % 4, i*i*79 % 101 % 5])
 *   n = np.sin((i*i*79 + np.arange(4)[:, None]*104729) % 1009/100.)
 *   z = (np.array([[1, 0, 0], [.5, 1, 0], [0, .2, -1], [0, 0, 0]]) @ f + .4*n).astype(np.float32).astype(float)
 *   d = [np.digitize(c, np.histogram(c, 20)[1][:-1]) for c in z]
 *   m = np.array([[mutual_info_score(c, v) for v in f] for c in d]); h = np.array([mutual_info_score(v, v) for v in f])
 *   s = np.sort(m, 0); (s[-1] - s[-2])/h
 *   r = np.corrcoef(np.vstack([z, f]))[:4, 4:]**2; s = np.sort(r, 0); s[-1] - s[-2]
 *   dev = lambda c: np.quantile(abs(c - c.mean()), .99); g = np.array([dev(c) for c in z])
 *   w = np.array([[np.mean([dev(c[v == k]) for k in np.unique(v)]) for v in f] for c in z])
 *   irs = (1 - w/g[:, None]).max(1); np.average(irs, weights=g)
 *   q = np.sort(np.where(m is significant, m, 0), 1)**2; 1 - q[:, :-1].sum(1)/(2*q[:, -1])
 */
const rows = Array.from({ length: 1200 }, (_, i) => i)
const factors = {
  a: rows.map((i) => i % 3),
  b: rows.map((i) => Math.floor(i / 3) % 4),
  c: rows.map((i) => ((i * i * 79) % 101) % 5),
}
const MIX = [
  [1, 0, 0],
  [0.5, 1, 0],
  [0, 0.2, -1],
  [0, 0, 0],
]
const codes = tf.tensor2d(
  rows.map((i) =>
    MIX.map(([a = 0, b = 0, c = 0], j) => {
      const made = a * (factors.a[i] ?? 0) + b * (factors.b[i] ?? 0) + c * (factors.c[i] ?? 0)
      return made + 0.4 * Math.sin(((i * i * 79 + j * 104729) % 1009) / 100)
    }),
  ),
)
afterAll(() => codes.dispose())

describe('scores agree with NumPy and scikit-learn', () => {
  test('mutualInformationGap', async () => {
    const { score, gaps } = await mutualInformationGap(codes, factors)
    expect(score).toBeCloseTo(0.7315275526024806, 6)
    expect(gaps.a).toBeCloseTo(0.83016479, 6)
    expect(gaps.b).toBeCloseTo(0.56458004, 6)
    expect(gaps.c).toBeCloseTo(0.79983783, 6)
  })

  test('separatedAttributePredictability', async () => {
    const { score, leads } = await separatedAttributePredictability(codes, factors)
    expect(score).toBeCloseTo(0.8460873821953688, 6)
    expect(leads.b).toBeCloseTo(0.81093903, 6)
  })

  test('interventionalRobustness', async () => {
    const { score, dimensions } = await interventionalRobustness(codes, factors)
    expect(score).toBeCloseTo(0.6217248994233601, 6)
    expect(dimensions[1]).toBeCloseTo(0.592637737, 6)
  })

  test('modularity', async () => {
    const { score, dimensions } = await modularity(codes, factors)
    const expected = [1, 0.9789859214488196, 0.995345532692849, 0]
    dimensions.forEach((value, d) => {
      expect(value).toBeCloseTo(expected[d] ?? Number.NaN, 6)
    })
    expect(score).toBeCloseTo(expected.reduce((sum, value) => sum + value, 0) / 4, 6)
  })
})

/** Every score on a scale on which a guess is 0. */
async function scoresOf(
  z: tf.Tensor,
  columns: Readonly<Record<string, ArrayLike<number>>>,
): Promise<Readonly<Record<string, number>>> {
  const { disentanglement, completeness, informativeness } = await disentanglementCompleteness(z, columns)
  return {
    betaVae: (await betaVaeScore(z, columns, { votes: 400 })).aboveChance,
    factorVae: (await factorVaeScore(z, columns, { votes: 400 })).aboveChance,
    mig: (await mutualInformationGap(z, columns)).score,
    sap: (await separatedAttributePredictability(z, columns)).score,
    modularity: (await modularity(z, columns)).score,
    irs: (await interventionalRobustness(z, columns)).score,
    disentanglement,
    completeness,
    informativeness,
  }
}

/** Independent factors of very different numbers of values. */
const COUNT = 4000
const sizes = { shape: 3, scale: 6, rotation: 20, x: 16 }
const drawn = Object.fromEntries(
  Object.entries(sizes).map(([name, size]) => {
    const rng = createRng(7).fork(name)
    return [name, Array.from({ length: COUNT }, () => rng.integer(size))]
  }),
)
const truth = (): tf.Tensor2D => tf.tensor2d(Object.values(drawn)).transpose<tf.Tensor2D>()

describe('from the true factors to noise', () => {
  test('the true factors score 1, in any order, scale and sign', async () => {
    const z = tf.tidy(() =>
      tf
        .reverse(truth(), 1)
        .mul(tf.tensor1d([3, -0.01, 1, -5]))
        .add(2),
    )
    for (const [name, score] of Object.entries(await scoresOf(z, drawn))) {
      expect([name, score > 0.97 && score < 1.0000001]).toEqual([name, true])
    }
    z.dispose()
  })

  test('noise scores 0', async () => {
    const z = createRng(3).normal([COUNT, 6])
    for (const [name, score] of Object.entries(await scoresOf(z, drawn))) {
      expect([name, Math.abs(score) < 0.1]).toEqual([name, true])
    }
    z.dispose()
  })

  test('factors that are turned into each other are all there, but no longer apart', async () => {
    const z = tf.tidy(() => {
      const scaled = truth().div(tf.tensor1d(Object.values(sizes)))
      // A Hadamard matrix: every number of the code has as much of each factor.
      const turn = tf.tensor2d([1, 1, 1, 1, 1, -1, 1, -1, 1, 1, -1, -1, 1, -1, -1, 1], [4, 4]).div(2)
      return scaled.matMul(turn)
    })
    const scores = await scoresOf(z, drawn)
    expect(scores.informativeness).toBeGreaterThan(0.6)
    for (const name of ['mig', 'sap', 'disentanglement', 'completeness', 'irs']) {
      expect([name, (scores[name] ?? 1) < 0.4]).toEqual([name, true])
    }
    z.dispose()
  })

  test('a factor told by two numbers alike is modular, but has no gap', async () => {
    const z = tf.tidy(() => tf.concat([truth(), truth()], 1))
    expect((await mutualInformationGap(z, drawn)).score).toBeCloseTo(0, 10)
    expect((await separatedAttributePredictability(z, drawn)).score).toBeCloseTo(0, 10)
    expect((await modularity(z, drawn)).score).toBeGreaterThan(0.99)
    z.dispose()
  })

  test('a code that never changes scores 0 and breaks nothing', async () => {
    const z = tf.ones([COUNT, 3])
    for (const [name, score] of Object.entries(await scoresOf(z, drawn))) {
      expect([name, Math.abs(score) < 0.12]).toEqual([name, true])
    }
    z.dispose()
  })

  test('the same seed gives the same score, another seed another', async () => {
    const z = createRng(3).normal([COUNT, 6])
    const of = async (seed: number) => (await betaVaeScore(z, drawn, { votes: 100, seed })).score
    expect(await of(1)).toBe(await of(1))
    expect(await of(1)).not.toBe(await of(2))
    z.dispose()
  })

  test('numbers whose variance is too small have no say', async () => {
    const z = tf.tidy(() => tf.concat([truth().mul(1e-3), createRng(1).normal([COUNT, 2])], 1))
    const all = await factorVaeScore(z, drawn, { votes: 400 })
    const used = await factorVaeScore(z, drawn, { votes: 400, unusedVariance: 0.05 })
    expect(all.score).toBeGreaterThan(0.97)
    expect(used.aboveChance).toBeLessThan(0.1)
    z.dispose()
  })
})

test('boosted trees find a bend that no straight line finds, and say where it is', () => {
  const x = createRng(1).normalArray(2000)
  const other = Float64Array.from(createRng(2).normalArray(2000))
  const features = [other, Float64Array.from(x)]
  const target = Float64Array.from(x, (value) => value * value)
  const train = Int32Array.from({ length: 1500 }, (_, i) => i)
  const { predictions, importances } = boostedTrees({ features, target, train })
  let [error, total] = [0, 0]
  for (let row = 1500; row < 2000; row++) {
    error += ((predictions[row] ?? 0) - (target[row] ?? 0)) ** 2
    total += ((target[row] ?? 0) - 1) ** 2
  }
  expect(error / total).toBeLessThan(0.15)
  expect(importances[1]).toBeGreaterThan(0.95)
})

test('refusals, before anything is read', async () => {
  const before = tf.memory().numTensors
  await expect(mutualInformationGap(codes, {})).rejects.toThrowErrorMatchingInlineSnapshot(
    `[AeError: mutualInformationGap: expected at least one factor. Received: none.]`,
  )
  await expect(mutualInformationGap(codes, { a: [1, 2] })).rejects.toThrowErrorMatchingInlineSnapshot(
    `[AeError: mutualInformationGap: factor 'a' must have one value a row. Received: 2 values, 1200 rows.]`,
  )
  await expect(modularity(codes, { a: rows.map(() => 3) })).rejects.toThrowErrorMatchingInlineSnapshot(`
    [AeError: modularity: factor 'a' must have at least two values, all finite. Received: 3 everywhere.
      Hint: leave a factor that never changes out.]
  `)
  await expect(
    mutualInformationGap(codes, { a: rows.map((i) => (i === 4 ? Number.NaN : i)) }),
  ).rejects.toThrowErrorMatchingInlineSnapshot(
    `[AeError: mutualInformationGap: factor 'a' must have at least two values, all finite. Received: NaN.]`,
  )
  await expect(betaVaeScore(codes, factors, { rowsPerVote: 1 })).rejects.toThrowErrorMatchingInlineSnapshot(
    `[AeError: betaVaeScore: \`rowsPerVote\` must be a number ≥ 2. Received: 1.]`,
  )
  await expect(
    interventionalRobustness(codes, factors, { quantile: 0 }),
  ).rejects.toThrowErrorMatchingInlineSnapshot(
    `[AeError: interventionalRobustness: \`quantile\` must be a number > 0 and ≤ 1. Received: 0.]`,
  )
  const few = codes.slice([0, 0], [20, 4])
  await expect(
    disentanglementCompleteness(few, { a: factors.a.slice(0, 20) }),
  ).rejects.toThrowErrorMatchingInlineSnapshot(
    `[AeError: disentanglementCompleteness: expected at least 50 rows. Received: 20.]`,
  )
  few.dispose()
  const flat = tf.zeros([4])
  await expect(mutualInformationGap(flat, factors)).rejects.toThrowErrorMatchingInlineSnapshot(
    `[AeError: mutualInformationGap: expected codes [N, D] of at least two rows. Received shape: [4].]`,
  )
  flat.dispose()
  const broken = tf.fill([1200, 1], Number.NaN)
  await expect(mutualInformationGap(broken, factors)).rejects.toThrowErrorMatchingInlineSnapshot(
    `[AeError: mutualInformationGap: expected finite codes. Received: NaN in row 0.]`,
  )
  broken.dispose()
  expect(tf.memory().numTensors).toBe(before)
})
