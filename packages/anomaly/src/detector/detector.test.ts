import { AeError, createRng } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { describe, expect, test } from 'vitest'
import { scoreDrift } from '../stream/score-drift'
import type { Rows } from '../table/rows'
import { fitThreshold } from '../thresholds/fit-threshold'
import type { Threshold } from '../thresholds/threshold-rule'
import {
  InputNormDetector,
  IsolationForestDetector,
  KNNDetector,
  MahalanobisDetector,
  PCADetector,
} from './baselines'
import { Detector } from './detector'
import type { DetectorKind, DetectorOptions } from './detector-kind'
import { shareBelowAmong } from './normal-scores'
import { scorerDetector } from './scorer-detector'

const KINDS: readonly DetectorKind<object>[] = [
  InputNormDetector,
  IsolationForestDetector,
  KNNDetector,
  MahalanobisDetector,
  PCADetector,
]

/** Amounts that hang together, and a country. */
function payments(seed: number, count: number): Record<string, number | string>[] {
  const rng = createRng(seed)
  return Array.from({ length: count }, () => {
    const [size = 0, a = 0, b = 0] = rng.normalArray(3)
    return {
      amount: 100 + 20 * size + a,
      fee: 5 + size + 0.1 * b,
      country: ['NO', 'SE', 'DK'][rng.integer(3)] ?? 'NO',
    }
  })
}

describe.each(KINDS.map((kind) => [kind.kind, kind] as const))('%s', (_, kind) => {
  test('scores, decides and explains alike, frees everything, and flags as many normal rows as it says', async () => {
    const before = tf.memory().numTensors
    const detector = await kind.fit(payments(1, 800), { seed: 3 })
    expect(detector.kind).toBe(kind.kind)
    const odd = { amount: 220, fee: -3, country: 'NO' }
    const fresh = payments(2, 1500)
    const { scores, anomalous, threshold } = await detector.detect([...fresh, odd])
    expect(scores.length).toBe(1501)
    expect(threshold).toBe(detector.threshold?.value)
    expect(anomalous).toEqual(Array.from(scores, (score) => score > threshold))
    const alarms = anomalous.slice(0, -1).filter(Boolean).length / fresh.length
    expect(alarms).toBeGreaterThan(0.02)
    expect(alarms).toBeLessThan(0.09)
    expect(anomalous.at(-1)).toBe(true)
    const { score, anomalous: flagged, probability, contributions } = await detector.explain(odd)
    // One row alone may be multiplied in another order than among others.
    expect(score / (scores.at(-1) ?? 0)).toBeCloseTo(1, 4)
    expect(flagged).toBe(true)
    expect(probability).toBeGreaterThan(0.97)
    expect(contributions.map(({ column }) => column).sort()).toEqual(['amount', 'country', 'fee'])
    expect(contributions[0]?.column).not.toBe('country')
    expect(contributions.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12)
    expect(contributions.find(({ column }) => column === 'fee')?.value).toBe(-3)
    detector.dispose()
    detector.dispose()
    expect(tf.memory().numTensors).toBe(before)
    await expect(detector.score([odd])).rejects.toThrow('Detector: detector was disposed.')
  })

  test('the same seed gives the same scores, another one a different split', async () => {
    const [rows, fresh] = [payments(1, 100), payments(2, 20)]
    const scores = await Promise.all(
      [1, 1, 2].map(async (seed) => {
        const detector = await kind.fit(rows, { seed })
        return Array.from(await detector.score(fresh))
      }),
    )
    expect(scores[0]).toEqual(scores[1])
    if (kind !== InputNormDetector) expect(scores[0]).not.toEqual(scores[2])
  })

  test('rows are taken in every form, and no rows give no scores', async () => {
    const numbers = createRng(5).normalArray(300)
    const lists = Array.from({ length: 100 }, (_, i) => Array.from(numbers.subarray(3 * i, 3 * i + 3)))
    const forms: readonly Rows[] = [
      { values: numbers, width: 3 },
      lists,
      lists.map((row) => Float32Array.from(row)),
    ]
    const scores = await Promise.all(
      forms.map(async (rows) => Array.from(await (await kind.fit(rows)).score(rows))),
    )
    expect(scores[1]).toEqual(scores[0])
    expect(scores[2]).toEqual(scores[0])
    const detector = await kind.fit(lists)
    expect(Array.from(await detector.score([]))).toEqual([])
    expect((await detector.detect([])).anomalous).toEqual([])
  })
})

test('what contradicts the rest is seen by those that know how columns hang together, and not by the others', async () => {
  const found: string[] = []
  for (const kind of KINDS) {
    const detector = await kind.fit(payments(1, 800))
    // Both are usual, but a fee goes with its amount.
    const { anomalous } = await detector.detect([{ amount: 130, fee: 3.5, country: 'NO' }])
    if (anomalous[0] === true) found.push(kind.kind)
    detector.dispose()
  }
  expect(found).toEqual(['knn', 'mahalanobis', 'pca'])
})

describe('probabilities', () => {
  test('of normal rows are spread evenly over (0, 1), with every kind', async () => {
    for (const kind of KINDS) {
      const detector = await kind.fit(payments(1, 1500), { seed: 1 })
      const sorted = (await detector.probability(payments(7, 1000))).sort()
      // Kolmogorov and Smirnov's distance: 1.63 √(1/300 + 1/1000) is met in 99 of 100 draws.
      const distance = Math.max(...Array.from(sorted, (value, i) => Math.abs(value - (i + 0.5) / 1000)))
      expect(distance).toBeLessThan(1.63 * Math.sqrt(1 / 300 + 1 / 1000))
      detector.dispose()
    }
  })

  test('are counted, halves for ties, and beyond the last score they go on growing', () => {
    const few = shareBelowAmong(Float32Array.of(1, 2, 2, 5))
    expect([0, 1, 1.5, 2, 9].map(few)).toEqual([0.1, 0.2, 0.3, 0.5, 0.9])
    const many = shareBelowAmong(createRng(1).normalArray(500).sort())
    const ladder = Array.from({ length: 120 }, (_, i) => many(-4 + i / 15))
    ladder.slice(1).forEach((share, i) => expect(share).toBeGreaterThanOrEqual(ladder[i] ?? 1))
    expect(many(3)).toBeGreaterThan(0.99)
    expect(ladder.every((share) => share > 0 && share < 1)).toBe(true)
    // An exponential tail is known: 1 − e^−s.
    const exponential = shareBelowAmong(
      createRng(2)
        .uniformArray(5000)
        .map((u) => -Math.log(1 - u))
        .sort(),
    )
    expect((1 - exponential(7)) / Math.exp(-7)).toBeGreaterThan(0.4)
    expect((1 - exponential(7)) / Math.exp(-7)).toBeLessThan(2.5)
  })
})

test('rows that got among the normal ones are left out if the share is said, and only then', async () => {
  const rng = createRng(3)
  const clean = payments(1, 500)
  const odd = Array.from({ length: 50 }, () => ({
    amount: 100,
    fee: 9 + 0.1 * (rng.normalArray(1)[0] ?? 0),
    country: 'NO',
  }))
  const found: number[] = []
  for (const trim of [0, 0.1]) {
    const detector = await MahalanobisDetector.fit([...clean, ...odd], { seed: 1, trim })
    const { anomalous } = await detector.detect([{ amount: 100, fee: 9, country: 'NO' }])
    found.push(Number(anomalous[0]))
    detector.dispose()
  }
  expect(found).toEqual([0, 1])
  await expect(KNNDetector.fit(clean, { trim: 0.6 })).rejects.toThrow('`trim` must be')
})

test.each([0.1, 0.5])('a share of %d left out of normal rows is flagged, and said to be', async (trim) => {
  const detector = await MahalanobisDetector.fit(payments(1, 1000), { seed: 1, trim })
  const { anomalous } = await detector.detect(payments(2, 2000))
  const alarms = anomalous.filter(Boolean).length / 2000
  const { falseAlarms = 0 } = detector.threshold ?? {}
  expect(falseAlarms).toBeCloseTo(trim + (1 - trim) * 0.05, 2)
  expect(alarms).toBeLessThan(falseAlarms + 0.05)
  detector.dispose()
})

test('scores that are equal stay equal: nothing has drifted, and ties count as ties', async () => {
  const letters = (seed: number): Record<string, string>[] => {
    const rng = createRng(seed)
    return Array.from({ length: 500 }, () => ({ letter: rng.integer(10) < 7 ? 'a' : 'b' }))
  }
  const detector = await InputNormDetector.fit(letters(1), { heldOut: 0.5 })
  const recent = await detector.score(letters(2))
  expect(scoreDrift(detector.normalScores ?? [], recent).pValue).toBeGreaterThan(0.01)
  expect(new Set(recent).size).toBe(2)
  const usual = Math.min(...(await detector.probability(letters(3))))
  // Seven tenths are as usual as this: half of them count as below.
  expect(usual).toBeGreaterThan(0.28)
  expect(usual).toBeLessThan(0.42)
})

test('a rule that cannot be followed is found before anything is trained, a threshold that is none never taken', async () => {
  let fitted = 0
  const spy = scorerDetector('spy', async () => {
    fitted++
    return { score: (x) => x.abs().max(1) }
  })
  const rule = { kind: 'quantile', falseAlarms: 2 } as const
  for (const heldOut of [0, 0.2]) {
    await expect(spy.fit(payments(1, 40), { threshold: rule, heldOut })).rejects.toThrow(
      '`falseAlarms` must be',
    )
  }
  expect(fitted).toBe(0)
  const detector = await spy.fit(payments(1, 40))
  const { threshold } = detector
  expect(() => detector.useThreshold({ ...threshold, value: Number.NaN } as Threshold)).toThrow(
    '`value` must be',
  )
  expect(() => detector.useThreshold(3 as unknown as Threshold)).toThrow(AeError)
  expect(detector.threshold).toBe(threshold)
})

test('all rows are learnt from where none are held out, and then a threshold is asked for', async () => {
  const detector = await KNNDetector.fit(payments(1, 50), { heldOut: 0 })
  expect(detector.threshold).toBeUndefined()
  expect((await detector.explain(payments(2, 1)[0] ?? [])).anomalous).toBeUndefined()
  await expect(detector.detect(payments(2, 3))).rejects.toThrow(
    'Detector.detect: expected a threshold. Received: none.',
  )
  await expect(detector.probability(payments(2, 3))).rejects.toThrow(
    'Detector.probability: expected held-out rows.',
  )
  const held = await detector.score(payments(3, 400))
  detector.useThreshold(fitThreshold(held, { kind: 'quantile', falseAlarms: 0.1 }))
  const { anomalous } = await detector.detect(payments(4, 1000))
  const alarms = anomalous.filter(Boolean).length / 1000
  expect(alarms).toBeGreaterThan(0.05)
  expect(alarms).toBeLessThan(0.15)
})

test('what cannot be fitted is refused, and nothing is left behind', async () => {
  const rows = payments(1, 30)
  const before = tf.memory().numTensors
  const refusals: readonly [object, string][] = [
    [{ heldOut: 1 }, '`heldOut` must be'],
    [{ neighbours: 0 }, '`neighbours` must be a positive integer'],
    [{ neighbors: 5 }, '`neighbors` is not an option'],
    [{ threshold: { kind: 'quantile', falseAlarms: 2 } }, '`falseAlarms` must be'],
    [{ frontEnd: { scaling: 'robust' } }, '`scaling` must be one of'],
    [{ seed: 0.5 }, '`seed` must be a whole number'],
  ]
  for (const [options, message] of refusals) {
    await expect(KNNDetector.fit(rows, options as DetectorOptions)).rejects.toThrow(message)
  }
  await expect(PCADetector.fit(rows.slice(0, 3))).rejects.toThrow(
    'Detector.fit: expected at least 4 normal rows, 2 of them held out. Received: 3.',
  )
  await expect(PCADetector.fit([[1], [2], [3], [4]])).rejects.toThrow('expected rows of at least 2 numbers')
  await expect(PCADetector.fit([])).rejects.toThrow(AeError)
  expect(tf.memory().numTensors).toBe(before)
  const { frontEnd } = await KNNDetector.fit(rows)
  const { scorer } = await KNNDetector.fit([
    [1, 2],
    [2, 3],
    [3, 4],
    [4, 5],
  ])
  expect(() => new Detector({ frontEnd, scorer })).toThrow(
    'Detector: expected a scorer of 6 numbers. Received: one of 2.',
  )
})
