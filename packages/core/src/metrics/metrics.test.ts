import * as tf from '@tensorflow/tfjs'
import { afterAll, describe, expect, test } from 'vitest'
import { createRng } from '../rng/rng'
import { directionalDerivatives } from '../testing/directional-derivatives'
import { accuracy } from './accuracy'
import { activeUnits } from './active-units'
import { bootstrapInterval } from './bootstrap-interval'
import { clusterAccuracy } from './cluster-accuracy'
import { codeVariances } from './code-variances'
import { confusionMatrix } from './confusion-matrix'
import { normalizedMse } from './normalized-mse'
import { normalizedMutualInformation } from './normalized-mutual-information'
import { psnr } from './psnr'
import { quantile } from './quantile'
import { sseOfMean } from './sse-of-mean'
import { ssim } from './ssim'

/**
 * References, NumPy and scikit-image 0.26 in float64:
 *
 *   i = np.arange(2*16*13*3).reshape(2, 16, 13, 3); a = i*7919 % 1000/1000
 *   b = np.clip(a*.8 + .1 + (i*104729 % 500/2500 - .1), 0, 1)
 *   structural_similarity(a[k], b[k], gaussian_weights=True, sigma=1.5, use_sample_covariance=False, data_range=1, channel_axis=2)
 *   peak_signal_noise_ratio(a[k], b[k], data_range=1)
 *   ((a-b)**2).mean()/a.var(); ((a-a.mean(0))**2).sum()/2
 */
const a = image((i) => ((i * 7919) % 1000) / 1000)
const b = image((i) => {
  const value = (((i * 7919) % 1000) / 1000) * 0.8 + 0.1 + (((i * 104729) % 500) / 2500 - 0.1)
  return Math.min(1, Math.max(0, value))
})
afterAll(() => tf.dispose([a, b]))

function image(pixel: (i: number) => number): tf.Tensor {
  return tf.tensor4d(
    Array.from({ length: 2 * 16 * 13 * 3 }, (_, i) => pixel(i)),
    [2, 16, 13, 3],
  )
}

const read = (f: () => tf.Tensor): number[] => Array.from(tf.tidy(f).dataSync())

describe('image metrics agree with scikit-image', () => {
  test('ssim', () => {
    const [first, second] = read(() => ssim(a, b))
    expect(first).toBeCloseTo(0.9551784031922703, 5)
    expect(second).toBeCloseTo(0.9539822494309652, 5)
  })

  test('ssim on another scale of grey levels', () => {
    expect(read(() => ssim(a.mul(255), b.mul(255), { maxValue: 255 }))[0]).toBeCloseTo(0.9551784031922703, 5)
  })

  test('psnr', () => {
    const [first, second] = read(() => psnr(a, b))
    expect(first).toBeCloseTo(21.456079021278445, 4)
    expect(second).toBeCloseTo(21.544670243214284, 4)
    expect(read(() => psnr(a.mul(255), b.mul(255), { maxValue: 255 }))[0]).toBeCloseTo(21.456079021278445, 4)
  })

  test('normalizedMse and sseOfMean', () => {
    expect(read(() => normalizedMse(a, b))[0]).toBeCloseTo(0.08481291005173698, 6)
    expect(read(() => sseOfMean(a))[0]).toBeCloseTo(38.752016, 4)
  })

  test('equal images are alike without limit, and a constant scores 1 in normalizedMse', () => {
    for (const value of read(() => ssim(a, a))) expect(value).toBeCloseTo(1, 6)
    expect(read(() => psnr(a, a))).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY])
    expect(read(() => normalizedMse(a, tf.fill(a.shape, 1).mul(a.mean())))[0]).toBeCloseTo(1, 6)
  })

  test('ssim has a gradient', async () => {
    const { error } = await directionalDerivatives((x, y) => ssim(x ?? a, y ?? b), [a, b], 1, 1e-3)
    expect(error).toBeLessThan(5e-3)
  })

  test('nothing is left behind', async () => {
    const before = tf.memory().numTensors
    tf.dispose([ssim(a, b), psnr(a, b), normalizedMse(a, b), sseOfMean(a)])
    await activeUnits(a)
    expect(tf.memory().numTensors).toBe(before)
  })

  test('the mean of other rows is a worse constant than the own', () => {
    const own = read(() => sseOfMean(a))[0] ?? 0
    const zero = read(() => sseOfMean(a, tf.zeros([16, 13, 3])))[0] ?? 0
    expect(zero).toBeCloseTo((read(() => a.square().sum())[0] ?? 0) / 2, 2)
    expect(zero).toBeGreaterThan(own)
  })
})

describe('codes', () => {
  test('a unit is active above a variance of .01, with the population divisor', async () => {
    const codes = tf.tensor2d([
      [0.101, 0.099, 5, 0],
      [-0.101, -0.099, 5, 1],
    ])
    expect(read(() => codeVariances(codes)).map((v) => Number(v.toFixed(6)))).toEqual([
      0.010201, 0.009801, 0, 0.25,
    ])
    expect(await activeUnits(codes)).toBe(2)
    expect(await activeUnits(codes, { threshold: 0.1 })).toBe(1)
    codes.dispose()
  })
})

/** Integers from 0 to `count` − 1 that have nothing to do with each other. */
const drawn = (name: string, length: number, count: number): number[] =>
  Array.from({ length }, (_, i) => createRng(5).fork(`${name} ${i}`).integer(count))

/** Every order of the numbers from 0. */
function orders(count: number): number[][] {
  if (count === 0) return [[]]
  return orders(count - 1).flatMap((order) =>
    Array.from({ length: count }, (_, at) => [...order.slice(0, at), count - 1, ...order.slice(at)]),
  )
}

describe('clusters', () => {
  test('the best matching of clusters and classes is the best of all', () => {
    for (let trial = 0; trial < 20; trial++) {
      const [labels, clusters] = [drawn(`labels ${trial}`, 40, 5), drawn(`clusters ${trial}`, 40, 5)]
      const all = orders(5).map((order) =>
        accuracy(
          labels,
          clusters.map((cluster) => order[cluster] ?? -1),
        ),
      )
      expect(clusterAccuracy(labels, clusters)).toBeCloseTo(Math.max(...all), 12)
    }
  })

  test('a class has one cluster and a cluster one class, whatever they are called', () => {
    expect(clusterAccuracy([0, 0, 1, 1], [5, 5, 3, 5])).toBe(0.75)
    // Everything in one cluster stands for the largest class; a cluster for each row, for one row of each class.
    expect(clusterAccuracy([0, 1, 1, 2], [0, 0, 0, 0])).toBe(0.5)
    expect(clusterAccuracy([0, 0, 1, 1], [0, 1, 2, 3])).toBe(0.5)
    // Taking the largest overlap first would match 6 + 0.
    const pairs = [
      [0, 0, 6],
      [0, 1, 5],
      [1, 0, 5],
    ].flatMap(([label = 0, cluster = 0, count = 0]) =>
      Array.from({ length: count }, () => [label, cluster] as const),
    )
    expect(
      clusterAccuracy(
        pairs.map(([label]) => label),
        pairs.map(([, cluster]) => cluster),
      ),
    ).toBe(10 / 16)
  })

  // Python: H = lambda v: -sum(c/len(v)*log(c/len(v)) for c in Counter(v).values())
  //         2*(H(a) + H(b) - H(list(zip(a, b))))/(H(a) + H(b))
  test('mutual information over the mean entropy, 1 for other names, 0 for what is independent', () => {
    const labels = [0, 0, 0, 1, 1, 1, 2, 2, 2, 2]
    expect(normalizedMutualInformation(labels, [0, 0, 1, 1, 1, 2, 2, 2, 2, 0])).toBeCloseTo(
      0.44270128334605013,
      12,
    )
    expect(
      normalizedMutualInformation(
        labels,
        labels.map((label) => 7 - label),
      ),
    ).toBeCloseTo(1, 12)
    expect(normalizedMutualInformation([0, 0, 1, 1], [0, 1, 0, 1])).toBeCloseTo(0, 12)
    expect(normalizedMutualInformation([3, 3], [1, 1])).toBe(0)
  })

  test('rows must be pairs', () => {
    expect(() => clusterAccuracy([0, 1], [0])).toThrow(
      'clusterAccuracy: expected as many predictions as labels',
    )
    expect(() => normalizedMutualInformation([], [])).toThrow('at least one. Received: 0 labels')
  })
})

describe('classes', () => {
  test('accuracy counts what is right', () => {
    expect(accuracy([0, 1, 2, 2], [0, 1, 1, 2])).toBe(0.75)
  })

  test('confusionMatrix counts what was taken for what', () => {
    expect(
      confusionMatrix({ labels: [0, 1, 2, 2], predictions: Int32Array.of(0, 1, 1, 2), classes: 3 }),
    ).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 1, 1],
    ])
  })
})

describe('bootstrapInterval', () => {
  const hits = Array.from({ length: 400 }, (_, i) => (i % 5 === 0 ? 0 : 1))

  test('is as wide as theory says: .8 ± 1.96 · √(.8 · .2 / 400) = [.7608, .8392]', () => {
    const { estimate, low, high } = bootstrapInterval(hits, { resamples: 4000 })
    expect(estimate).toBeCloseTo(0.8, 12)
    expect(low).toBeCloseTo(0.7608, 2)
    expect(high).toBeCloseTo(0.8392, 2)
  })

  test('covers the truth about as often as it claims', () => {
    const covered = Array.from({ length: 200 }, (_, seed) => {
      const sample = createRng(seed).normalArray(60)
      const { low, high } = bootstrapInterval(sample, { seed, resamples: 200 })
      return low <= 0 && high >= 0
    })
    const share = covered.filter((yes) => yes).length / covered.length
    expect(share).toBeGreaterThan(0.9)
    expect(share).toBeLessThan(0.99)
  })

  test('the same seed gives the same interval, another seed another', () => {
    expect(bootstrapInterval(hits, { seed: 3 })).toEqual(bootstrapInterval(hits, { seed: 3 }))
    expect(bootstrapInterval(hits, { seed: 3 })).not.toEqual(bootstrapInterval(hits, { seed: 4 }))
  })

  test('takes any statistic, and one row has no spread', () => {
    const largest = (values: Float64Array): number => values.reduce((m, v) => Math.max(m, v))
    expect(bootstrapInterval([1, 2, 9], { statistic: largest }).high).toBe(9)
    expect(bootstrapInterval([7])).toEqual({ estimate: 7, low: 7, high: 7 })
  })

  test('quantiles are interpolated as NumPy does', () => {
    // np.quantile([1, 2, 4, 8], [0, .1, .5, .9, 1])
    const fractions = [0, 0.1, 0.5, 0.9, 1]
    expect(fractions.map((f) => quantile([1, 2, 4, 8], f).toFixed(12)).map(Number)).toEqual([
      1, 1.3, 3, 6.8, 8,
    ])
  })
})

describe('refusals', () => {
  test('of shapes', () => {
    expect(() => ssim(tf.zeros([1, 10, 28, 1]), tf.zeros([1, 10, 28, 1]))).toThrowErrorMatchingInlineSnapshot(
      `[AeError: ssim: expected images [B, H, W, C] of at least 11 × 11 pixels. Received shape: [1, 10, 28, 1].]`,
    )
    expect(() => psnr(a, tf.zeros([1, 16, 13, 3]))).toThrowErrorMatchingInlineSnapshot(`
      [AeError: psnr: expected two tensors of one shape. Received: [2, 16, 13, 3] and [1, 16, 13, 3].
        Hint: nothing is broadcast; reshape or tile one of them first.]
    `)
    expect(() => sseOfMean(a, tf.zeros([1, 16, 13, 3]))).toThrowErrorMatchingInlineSnapshot(
      `[AeError: sseOfMean: expected a \`mean\` of one row, [16, 13, 3]. Received: [1, 16, 13, 3].]`,
    )
    expect(() => sseOfMean(tf.zeros([0, 3]))).toThrowErrorMatchingInlineSnapshot(
      `[AeError: sseOfMean: expected at least one row. Received shape: [0, 3].]`,
    )
    expect(() => codeVariances(tf.zeros([3]))).toThrowErrorMatchingInlineSnapshot(
      `[AeError: codeVariances: expected codes [B, D]. Received shape: [3].]`,
    )
    expect(() => accuracy([], [])).toThrowErrorMatchingInlineSnapshot(
      `[AeError: accuracy: expected as many predictions as labels, and at least one. Received: 0 labels, 0 predictions.]`,
    )
    expect(() => bootstrapInterval([])).toThrowErrorMatchingInlineSnapshot(
      `[AeError: bootstrapInterval: expected at least one row. Received: 0.]`,
    )
  })

  test('of values', async () => {
    expect(() => psnr(a, b, { maxValue: 0 })).toThrowErrorMatchingInlineSnapshot(
      `[AeError: psnr: \`maxValue\` must be a number > 0. Received: 0.]`,
    )
    expect(() => bootstrapInterval([1], { level: 1 })).toThrowErrorMatchingInlineSnapshot(
      `[AeError: bootstrapInterval: \`level\` must be a number > 0 and < 1. Received: 1.]`,
    )
    expect(() =>
      confusionMatrix({ labels: [0], predictions: [2], classes: 2 }),
    ).toThrowErrorMatchingInlineSnapshot(
      `[AeError: confusionMatrix: expected classes from 0 to 1. Received: 0 and 2 in row 0.]`,
    )
    await expect(activeUnits(a, { threshold: -1 })).rejects.toThrowErrorMatchingInlineSnapshot(
      `[AeError: activeUnits: \`threshold\` must be a number ≥ 0. Received: -1.]`,
    )
  })
})
