import { AeError, createRng } from '@ae/core'
import { expect, test } from 'vitest'
import { auroc } from './auroc'
import { averagePrecision } from './average-precision'
import { precisionAt } from './precision-at'

/**
 * References, scikit-learn 1.9:
 *
 *   i = np.arange(200); s = np.round(np.sin(i*i*79 % 1009/100.)*8)/8
 *   y = ((i*7919 % 97) < 20 + 10*(s > .3)).astype(int)
 *   roc_auc_score(y, s), average_precision_score(y, s)
 */
const scores = Array.from(
  { length: 200 },
  (_, i) => Math.round(Math.sin(((i * i * 79) % 1009) / 100) * 8) / 8,
)
const labels = scores.map((score, i) => Number((i * 7919) % 97 < (score > 0.3 ? 30 : 20)))

test('with many ties they agree with scikit-learn', () => {
  expect(new Set(scores).size).toBe(17)
  expect(auroc({ scores, labels })).toBeCloseTo(0.5509090909090909, 14)
  expect(averagePrecision({ scores, labels })).toBeCloseTo(0.29786532357813233, 14)
})

test.each([
  ['all right', [1, 2, 3, 4], [0, 0, 1, 1], 1, 1, 1],
  ['all wrong', [4, 3, 2, 1], [0, 0, 1, 1], 0, (1 / 3 + 2 / 4) / 2, 0],
  ['all tied', [5, 5, 5, 5], [0, 0, 0, 1], 0.5, 0.25, 0.25],
  ['half of a tie', [0.1, 0.4, 0.4, 0.9], [0, 0, 1, 1], 0.875, (1 + 2 / 3) / 2, 0.75],
])('%s', (_, given, known, area, average, precision) => {
  const rows = { scores: given, labels: known }
  expect(auroc(rows)).toBeCloseTo(area, 14)
  expect(averagePrecision(rows)).toBeCloseTo(average, 14)
  expect(precisionAt(rows)).toBeCloseTo(precision, 14)
})

test('precision at a number of rows shares a tie out', () => {
  const rows = { scores: [9, 5, 5, 5, 1], labels: [1, 1, 0, 0, 1] }
  expect(precisionAt(rows, 1)).toBe(1)
  expect(precisionAt(rows, 2)).toBeCloseTo((1 + 1 / 3) / 2, 14)
  expect(precisionAt(rows, 4)).toBeCloseTo(2 / 4, 14)
  expect(precisionAt(rows, 5)).toBeCloseTo(3 / 5, 14)
})

test('what knows nothing gets one half, and the share of anomalies', () => {
  const rng = createRng(1)
  const rows = {
    scores: rng.normalArray(20_000),
    labels: rng.uniformArray(20_000).map((value) => Number(value < 0.1)),
  }
  expect(Math.abs(auroc(rows) - 0.5)).toBeLessThan(0.02)
  expect(Math.abs(averagePrecision(rows) - 0.1)).toBeLessThan(0.01)
  expect(Math.abs(precisionAt(rows) - 0.1)).toBeLessThan(0.03)
})

test('what no ranking can be made of is refused', () => {
  for (const metric of [auroc, averagePrecision, precisionAt]) {
    expect(() => metric({ scores: [1, 2], labels: [1] })).toThrow(
      `${metric.name}: expected one label a score. Received: 1 labels, 2 scores.`,
    )
    expect(() => metric({ scores: [1, Number.NaN], labels: [0, 1] })).toThrow(
      `${metric.name}: expected finite scores. Received: NaN at 1.`,
    )
    expect(() => metric({ scores: [1, 2], labels: [1, 1] })).toThrow(
      `${metric.name}: expected normal rows and anomalies. Received: 0 and 2.`,
    )
    expect(() => metric({ scores: [], labels: [] })).toThrow(AeError)
  }
  expect(() => precisionAt({ scores: [1, 2], labels: [0, 1] }, 3)).toThrow(
    'precisionAt: expected at least 3 rows. Received: 2.',
  )
  expect(() => precisionAt({ scores: [1, 2], labels: [0, 1] }, 0)).toThrow(AeError)
})
