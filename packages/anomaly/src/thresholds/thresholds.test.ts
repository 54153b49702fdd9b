import { AeError, createRng } from '@ae/core'
import { describe, expect, test } from 'vitest'
import { fitPareto, paretoQuantile } from './fit-pareto'
import { fitThreshold, shareAbove } from './fit-threshold'
import type { ThresholdRule } from './threshold-rule'

/**
 * References, NumPy, after Zhang & Stephens as in PSIS:
 *
 *   u = (np.arange(1, 201)*79 % 211)/211.; x = np.sort(2*((1-u)**-xi - 1)/xi); n = 200; m = 30 + int(n**.5)
 *   b = (1 - np.sqrt(m/(np.arange(1, m+1) - .5)))/(3*x[int(n/4 + .5) - 1]) + 1/x[-1]
 *   k = np.log1p(-b[:, None]*x).mean(1); L = n*(np.log(-b/k) - k - 1); w = 1/np.exp(L - L[:, None]).sum(1)
 *   b = (b*w).sum(); k = np.log1p(-b*x).mean(); k, -k/b
 */
test.each([
  [0.3, 0.27636993579993624, 2.0474855476161253],
  [-0.2, -0.21490231928388456, 2.0290816166520766],
])('the Pareto distribution of shape %d agrees with the reference', (xi, shape, scale) => {
  const values = Float64Array.from({ length: 200 }, (_, i) => {
    const u = (((i + 1) * 79) % 211) / 211
    return (2 * ((1 - u) ** -xi - 1)) / xi
  }).sort()
  const found = fitPareto(values)
  expect(found.shape).toBeCloseTo(shape, 10)
  expect(found.scale).toBeCloseTo(scale, 10)
})

test('excesses that are all alike have a tail, though one point of the grid is the exponential limit', () => {
  const scores = [...new Float64Array(1000), ...new Float64Array(101).fill(1)]
  const { value } = fitThreshold(scores, { kind: 'peaks-over-threshold', falseAlarms: 0.01 })
  expect(value).toBeGreaterThan(0.5)
  expect(value).toBeLessThan(2)
  const { shape, scale } = fitPareto(new Float64Array(101).fill(1))
  expect([shape, scale].every(Number.isFinite)).toBe(true)
})

test('quantiles of a Pareto distribution are its inverse, and go over into those of an exponential one', () => {
  expect(paretoQuantile({ shape: 0.5, scale: 2 }, 0.25)).toBeCloseTo(4, 12)
  expect(paretoQuantile({ shape: 0, scale: 2 }, 0.25)).toBeCloseTo(2 * Math.log(4), 12)
  expect(paretoQuantile({ shape: 1e-7, scale: 2 }, 0.25)).toBeCloseTo(2 * Math.log(4), 5)
})

describe('exact values', () => {
  const scores = [7, 1, 3, 9, 5, 2, 8, 4, 6]

  test('a quantile is an order statistic, and the largest score where it cannot be further up', () => {
    const found = fitThreshold(scores, { kind: 'quantile', falseAlarms: 0.2 })
    expect(found).toMatchObject({ value: 8, rule: 'quantile', scores: 9 })
    expect(found.falseAlarms).toBeCloseTo(0.2, 12)
    expect(found.observed).toBeCloseTo(1 / 9, 12)
    const most = fitThreshold(scores, { kind: 'quantile', falseAlarms: 0.01 })
    expect(most.value).toBe(9)
    expect(most.falseAlarms).toBeCloseTo(0.1, 12)
  })

  test('median deviation', () => {
    // Median 5, deviations 4 3 2 1 0 1 2 3 4 with median 2.
    const { value, observed } = fitThreshold(scores, { kind: 'median-deviation', deviations: 1 })
    expect(value).toBeCloseTo(5 + 2 * 1.482602218505602, 12)
    expect(observed).toBeCloseTo(2 / 9, 12)
  })

  test('contamination flags the highest', () => {
    const { value, observed } = fitThreshold(scores, { kind: 'contamination', share: 0.25 })
    expect(value).toBe(7)
    expect(observed).toBeCloseTo(2 / 9, 12)
  })

  test('cost lies where it is least', () => {
    const labels = [1, 0, 0, 1, 0, 0, 0, 0, 1]
    const dear = fitThreshold(scores, { kind: 'cost', labels, miss: 10 })
    // 6, 7, 9 are anomalies: to have all of them costs one false alarm, 8.
    expect(dear.value).toBe(5.5)
    expect(dear.observed).toBeCloseTo(1 / 6, 12)
    expect(dear.falseAlarms).toBe(dear.observed)
    const cheap = fitThreshold(scores, { kind: 'cost', labels, falseAlarm: 10 })
    expect(cheap.value).toBe(8.5)
    const never = fitThreshold([3, 2, 1], { kind: 'cost', labels: [0, 0, 1], falseAlarm: 10 })
    expect(never.observed).toBe(0)
    const always = fitThreshold([3, 2, 1], { kind: 'cost', labels: [0, 0, 1], miss: 10 })
    expect(always.observed).toBe(1)
  })

  test('auto takes what as many scores allow', () => {
    const rng = createRng(3)
    const kind = (count: number): string =>
      fitThreshold(rng.normalArray(count), { kind: 'auto', falseAlarms: 0.05 }).rule
    expect([kind(10), kind(100), kind(1000)]).toEqual(['quantile', 'peaks-over-threshold', 'quantile'])
    // Half of these are equal: a median deviation would be 0, and flag the other half.
    const ties = Array.from({ length: 30 }, (_, i) => Math.max(0, i - 15))
    const found = fitThreshold(ties, { kind: 'auto' })
    expect(found).toMatchObject({ value: 14, observed: 0 })
    expect(found.falseAlarms).toBeCloseTo(1 / 31, 12)
  })
})

/** Draws of a distribution with a heavy tail, as scores have. */
function heavy(seed: number, count: number): Float32Array {
  return createRng(seed)
    .normalArray(count)
    .map((value) => Math.exp(value))
}

describe('what a rule promises is what fresh normal rows get', () => {
  const fresh = Float64Array.from(heavy(9, 200_000))

  // Extrapolated beyond all scores, a rate is right within a factor of two: the tail of these is heavier than a Pareto's.
  test.each<[string, ThresholdRule, number, number, number]>([
    ['quantile', { kind: 'quantile', falseAlarms: 0.05 }, 200, 0.05, 1.3],
    ['a quantile of few scores', { kind: 'quantile', falseAlarms: 0.05 }, 25, 1 / 26, 1.3],
    ['peaks over a threshold', { kind: 'peaks-over-threshold', falseAlarms: 0.01 }, 500, 0.01, 1.3],
    ['rarer than there are scores', { kind: 'peaks-over-threshold', falseAlarms: 0.001 }, 500, 0.001, 2],
    ['contamination', { kind: 'contamination', share: 0.05 }, 200, 11 / 201, 1.3],
    ['contamination of few', { kind: 'contamination', share: 0.05 }, 10, 1 / 11, 1.5],
    ['auto, few', { kind: 'auto', falseAlarms: 0.05 }, 100, 0.05, 1.3],
    ['auto, many', { kind: 'auto', falseAlarms: 0.01 }, 3000, 0.01, 1.3],
  ])('%s', (_, rule, count, promised, factor) => {
    const repeats = 60
    let mean = 0
    for (let seed = 0; seed < repeats; seed++) {
      const { value, falseAlarms } = fitThreshold(heavy(100 + seed, count), rule)
      expect(falseAlarms).toBeLessThanOrEqual(promised + 1e-12)
      mean += shareAbove(fresh, value) / repeats
    }
    expect(mean).toBeGreaterThan(promised / factor)
    expect(mean).toBeLessThan(promised * factor)
  })

  test('the share that median deviation states is that of fresh rows', () => {
    let [stated, seen] = [0, 0]
    for (let seed = 0; seed < 60; seed++) {
      const found = fitThreshold(heavy(100 + seed, 200), { kind: 'median-deviation', deviations: 3 })
      stated += found.falseAlarms / 60
      seen += shareAbove(fresh, found.value) / 60
    }
    expect(Math.abs(stated - seen)).toBeLessThan(0.1 * seen)
  })

  test('the false alarms of a cost are those of fresh rows', () => {
    const labels = Array.from({ length: 2000 }, (_, i) => Number(i >= 1000))
    const scores = heavy(5, 2000).map((score, i) => (i >= 1000 ? score * 5 : score))
    const found = fitThreshold(scores, { kind: 'cost', labels, miss: 3 })
    expect(Math.abs(shareAbove(fresh, found.value) - found.falseAlarms)).toBeLessThan(0.05)
  })

  test('control: scores of rows the detector knows promise too little', () => {
    // As if half of the score's size were fitted away.
    const known = heavy(1, 500).map((score) => score / 2)
    const { value, falseAlarms } = fitThreshold(known, { kind: 'quantile', falseAlarms: 0.05 })
    expect(shareAbove(fresh, value)).toBeGreaterThan(2 * falseAlarms)
  })
})

test.each(['quantile', 'peaks-over-threshold'] as const)(
  'a higher rate never has a higher threshold: %s',
  (kind) => {
    const scores = heavy(2, 300)
    const values = [0.005, 0.01, 0.03, 0.06, 0.09].map(
      (falseAlarms) => fitThreshold(scores, { kind, falseAlarms }).value,
    )
    expect(values).toEqual([...values].sort((a, b) => b - a))
  },
)

test('what no threshold can be found from is refused', () => {
  expect(() => fitThreshold([1], { kind: 'quantile' })).toThrow(
    'fitThreshold: expected at least two scores. Received: 1.',
  )
  expect(() => fitThreshold([1, Number.NaN], { kind: 'quantile' })).toThrow(
    'fitThreshold: expected finite scores. Received: NaN at 1.',
  )
  expect(() => fitThreshold([1, 1, 1, 1], { kind: 'peaks-over-threshold' })).toThrow(
    'fitThreshold: expected at least 5 different scores in the tail. Received: 0.',
  )
  expect(() => fitThreshold([1, 2], { kind: 'quantile', falseAlarms: 0 })).toThrow(AeError)
  expect(() => fitThreshold([1, 2], { kind: 'peaks-over-threshold', falseAlarms: 0.2 })).toThrow(AeError)
  expect(() => fitThreshold([1, 2], { kind: 'cost', labels: [1] })).toThrow(AeError)
  const unknown = { kind: 'best-f1' } as unknown as ThresholdRule
  expect(() => fitThreshold([1, 2], unknown)).toThrow('fitThreshold: `kind` must be one of')
  const misspelt = { kind: 'quantile', falseAlarm: 0.1 } as unknown as ThresholdRule
  expect(() => fitThreshold([1, 2], misspelt)).toThrow('`falseAlarm` is not an option')
})
