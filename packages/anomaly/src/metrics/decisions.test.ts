import { expect, test } from 'vitest'
import { judgeDecisions } from './judge-decisions'
import { recallAt } from './recall-at'

test('decisions are counted', () => {
  // 3 of 4 anomalies found, 1 of 4 normal rows flagged.
  const anomalous = [true, false, false, false, true, true, true, false]
  const quality = judgeDecisions({ anomalous, labels: [0, 0, 0, 0, 1, 2, 1, 1] })
  expect(quality).toEqual({ precision: 0.75, recall: 0.75, f1: 0.75, falseAlarms: 0.25 })
  expect(judgeDecisions({ anomalous: [false, true, true, true], labels: [0, 0, 1, 1] })).toEqual({
    precision: 2 / 3,
    recall: 1,
    f1: 0.8,
    falseAlarms: 0.5,
  })
  const none = judgeDecisions({ anomalous: [false, false], labels: [0, 1] })
  expect(none).toEqual({ precision: 0, recall: 0, f1: 0, falseAlarms: 0 })
})

test('recall is taken where no more than the share of normal rows is flagged', () => {
  const rows = { scores: [9, 8, 7, 6, 5, 4, 3, 2], labels: [1, 0, 1, 1, 0, 0, 1, 0] }
  expect([0, 0.24, 0.25, 0.5, 0.75, 1].map((rate) => recallAt(rows, rate))).toEqual([
    0.25, 0.25, 0.75, 0.75, 1, 1,
  ])
  // A tie of both kinds is flagged together: one false alarm of two is too many.
  expect(recallAt({ scores: [5, 5, 5, 1], labels: [1, 1, 0, 0] }, 0.4)).toBe(0)
  expect(recallAt({ scores: [5, 5, 5, 1], labels: [1, 1, 0, 0] }, 0.5)).toBe(1)
})

test('what cannot be counted is refused', () => {
  expect(() => judgeDecisions({ anomalous: [true], labels: [0, 1] })).toThrow(
    'judgeDecisions: expected one label a decision. Received: 2 labels, 1 decisions.',
  )
  expect(() => judgeDecisions({ anomalous: [true, false], labels: [1, 1] })).toThrow(
    'judgeDecisions: expected normal rows and anomalies. Received: 0 and 2.',
  )
  expect(() => recallAt({ scores: [1, 2], labels: [0, 1] }, 1.5)).toThrow('`falseAlarms` must be')
  expect(() => recallAt({ scores: [1, 2], labels: [0, 0] }, 0.5)).toThrow(
    'expected normal rows and anomalies',
  )
})
