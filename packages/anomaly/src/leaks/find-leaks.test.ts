import { createRng } from '@ae/core'
import { expect, test } from 'vitest'
import { MahalanobisDetector } from '../detector/baselines'
import { FrontEnd } from '../table/front-end'
import { fitThreshold } from '../thresholds/fit-threshold'
import { findLeaks } from './find-leaks'

const rng = createRng(1)
const rows = (count: number, shift: number): number[][] =>
  Array.from({ length: count }, () => Array.from(rng.normalArray(3), (value) => value + shift))
const train = rows(50, 0)
const test_ = rows(40, 2)

test('rows in both parts are counted, anomalies apart', () => {
  const test = [...test_, ...train.slice(0, 3)]
  const labels = test.map((_, i) => Number(i === 0 || i === 42))
  expect(findLeaks({ train, test: test_ })).toEqual([])
  expect(findLeaks({ train, test, labels })).toEqual([
    { kind: 'shared-rows', rows: 3, message: '3 of 43 test rows are training rows, too.' },
    { kind: 'shared-anomalies', rows: 1, message: '1 anomalies of the test were learnt as normal.' },
  ])
  expect(findLeaks({ train, test }).map(({ kind }) => kind)).toEqual(['shared-rows'])
})

test('rows that a detector cannot tell apart are one row, and small columns have scales of their own', () => {
  const train = [
    [0.1, null],
    [2, 3],
    [4, 5],
    [6, 1],
  ]
  const test = [[Math.fround(0.1), Number.NaN]]
  expect(findLeaks({ train, test }).map(({ kind }) => kind)).toEqual(['shared-rows'])
  const farads = (shift: number): number[][] =>
    rows(30, shift).map((row) => row.map((value) => value * 1e-12))
  const parts = { train: farads(0), test: farads(2) }
  const together = FrontEnd.fit('test', [...parts.train, ...parts.test])
  expect(findLeaks({ ...parts, frontEnd: together }).map(({ kind }) => kind)).toEqual(['scaler-on-test'])
  expect(findLeaks({ ...parts, frontEnd: FrontEnd.fit('test', parts.train) })).toEqual([])
})

test('what is missing is not what is infinite, and a word is not a number', () => {
  const mixed = [
    { a: 'x', b: 1 },
    { a: '', b: null },
  ]
  expect(
    findLeaks({
      train: mixed,
      test: [
        { a: 'y', b: Number.POSITIVE_INFINITY },
        { a: 'x', b: 2 },
      ],
    }),
  ).toEqual([])
  expect(findLeaks({ train: mixed, test: [{ a: '', b: null }] })).toHaveLength(1)
})

test('scales that were set with test rows are found out, honest ones are not', async () => {
  const honest = await MahalanobisDetector.fit(train)
  expect(findLeaks({ train, test: test_, frontEnd: honest.frontEnd })).toEqual([])
  const peeking = await MahalanobisDetector.fit([...train, ...test_])
  expect(findLeaks({ train, test: test_, frontEnd: peeking.frontEnd })).toEqual([
    { kind: 'scaler-on-test', rows: 0, message: 'The front end was fitted to train and test together.' },
  ])
  const elsewhere = await MahalanobisDetector.fit(rows(30, 1))
  expect(findLeaks({ train, test: test_, frontEnd: elsewhere.frontEnd })).toEqual([])
})

test('labels that are not as many are refused', () => {
  expect(() => findLeaks({ train, test: test_, labels: [0] })).toThrow(
    'findLeaks: expected a label for each of 40 test rows. Received: 1.',
  )
})

test('a threshold that labels set is said to be one', async () => {
  const detector = await MahalanobisDetector.fit(train)
  expect(findLeaks({ train, test: test_, threshold: detector.threshold })).toEqual([])
  const scores = await detector.score(test_)
  const labels = Array.from(scores, (_, row) => Number(row % 4 === 0))
  detector.useThreshold(fitThreshold(scores, { kind: 'cost', labels, falseAlarm: 1, miss: 5 }))
  expect(findLeaks({ train, test: test_, threshold: detector.threshold }).map(({ kind }) => kind)).toEqual([
    'threshold-on-labels',
  ])
})
