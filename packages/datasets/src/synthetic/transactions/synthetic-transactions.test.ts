import { describe, expect, test } from 'vitest'
import { sha256Hex } from '../../cache/sha256'
import { syntheticTransactions } from './synthetic-transactions'
import { TRANSACTION_COLUMNS, TRANSACTION_KINDS, type TransactionKind } from './transaction-columns'
import type { TransactionSplit } from './transaction-split'

const WIDTH = TRANSACTION_COLUMNS.length

function rowsOf(split: TransactionSplit, keep: (row: number) => boolean): number[][] {
  return Array.from(split.labels.keys())
    .filter(keep)
    .map((row) => [...split.values.subarray(row * WIDTH, (row + 1) * WIDTH)])
}

const ofKind = (split: TransactionSplit, kind: TransactionKind): number[][] =>
  rowsOf(split, (row) => split.labels[row] === TRANSACTION_KINDS.indexOf(kind))

/** Largest distance of any column from `rows`' mean, in deviations. */
function outlyingness(rows: readonly number[][]): (row: readonly number[]) => number {
  const moments = TRANSACTION_COLUMNS.map((_, c) => {
    const values = rows.map((row) => row[c] ?? 0)
    const mean = values.reduce((sum, v) => sum + v, 0) / values.length
    return { mean, deviation: Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length) }
  })
  return (row) =>
    Math.max(...moments.map(({ mean, deviation }, c) => Math.abs((row[c] ?? 0) - mean) / deviation))
}

const share = (values: readonly number[], limit: number): number =>
  values.filter((value) => value > limit).length / values.length

const { train, test: held } = syntheticTransactions({ seed: 1, train: 4000, test: 2000 })
const everybody = outlyingness(ofKind(train, 'normal'))
const profiles = [0, 1, 2, 3].map((profile) =>
  outlyingness(rowsOf(train, (row) => train.profiles[row] === profile)),
)
/** Against the profile it fits best, as who paid is not known of a burst. */
const fit = (row: readonly number[]): number => Math.min(...profiles.map((profile) => profile(row)))

describe('syntheticTransactions', () => {
  test('gives the same rows for the same seed, today and in every engine', async () => {
    const small = syntheticTransactions({ seed: 2, train: 40, test: 40, anomalies: 0.5 })
    expect(await sha256Hex(new Uint8Array(small.train.values.slice().buffer))).toMatchInlineSnapshot(
      `"dcb70109536e68fd2c80f4af53cd931f7e7f862515707440c36f62c3c4a26faf"`,
    )
    expect(await sha256Hex(new Uint8Array(small.test.values.slice().buffer))).toMatchInlineSnapshot(
      `"7f08877262f16d0286f3e94817c89af5c6f0511a8dbd570ea4e894ad724d280f"`,
    )
  })

  test('has as many anomalies as were asked for, of all kinds alike', () => {
    const counts = ({ labels }: TransactionSplit): number[] =>
      TRANSACTION_KINDS.map((_, label) => labels.filter((other) => other === label).length)
    expect(counts(held)).toEqual([1800, 50, 50, 50, 50])
    expect(counts(train)).toEqual([4000, 0, 0, 0, 0])
    expect(counts(syntheticTransactions({ seed: 1, train: 400, contamination: 0.02 }).train)).toEqual([
      392, 2, 2, 2, 2,
    ])
  })

  test('makes normal rows that no column gives away', () => {
    expect(share(ofKind(held, 'normal').map(fit), 4.5)).toBeLessThan(0.01)
  })

  test('makes point anomalies that stand out in one column', () => {
    expect(share(ofKind(held, 'point').map(everybody), 4)).toBeGreaterThan(0.95)
  })

  test('makes contextual anomalies that are usual in themselves but not for their customer', () => {
    const rows = ofKind(held, 'contextual')
    expect(share(rows.map(everybody), 4)).toBe(0)
    expect(share(rows.map(fit), 3)).toBeGreaterThan(0.9)
    expect(share(ofKind(held, 'normal').map(fit), 3)).toBeLessThan(0.05)
  })

  test('makes correlation anomalies whose columns are all usual but contradict one another', () => {
    const rows = ofKind(held, 'correlation')
    expect(share(rows.map(fit), 4)).toBeLessThan(0.05)
    const [amount, tax] = [TRANSACTION_COLUMNS.indexOf('amount'), TRANSACTION_COLUMNS.indexOf('tax')]
    const contradiction = (row: readonly number[]): number =>
      Math.abs((row[amount] ?? 0) - (row[tax] ?? 0) - 0.7212)
    expect(share(rows.map(contradiction), 0.3)).toBe(1)
    expect(share(ofKind(held, 'normal').map(contradiction), 0.3)).toBe(0)
  })

  test('makes collective anomalies that are uncommonly close to one another', () => {
    const nearest = (rows: readonly number[][]): number[] =>
      rows.map((row) =>
        Math.min(...rows.filter((other) => other !== row).map((other) => distance(row, other))),
      )
    const distance = (a: readonly number[], b: readonly number[]): number =>
      Math.sqrt(a.reduce((sum, v, c) => sum + (v - (b[c] ?? 0)) ** 2, 0))
    expect(share(nearest(ofKind(held, 'collective')), 0.12)).toBe(0)
    expect(share(nearest(ofKind(held, 'normal').slice(0, 400)), 0.12)).toBeGreaterThan(0.99)
    expect(share(ofKind(held, 'collective').map(everybody), 4)).toBeLessThan(0.2)
  })

  test('comes as batches with labels', async () => {
    for await (const { row, label } of held.labelled.batch(16)) {
      expect([row.shape, label.shape, label.dtype]).toEqual([[16, WIDTH], [16], 'int32'])
      expect([...(await row.data())]).toEqual([...held.values.subarray(0, 16 * WIDTH)])
      row.dispose()
      label.dispose()
      break
    }
  })

  test('refuses more anomalies than normal rows', () => {
    expect(() => syntheticTransactions({ seed: 1, anomalies: 0.7 })).toThrowErrorMatchingInlineSnapshot(
      `[AeError: syntheticTransactions: \`anomalies\` must be a number ≥ 0 and ≤ 0.5. Received: 0.7.]`,
    )
  })
})
