import { createRng, type Rng, requireKnownOptions, requireNumber, requirePositiveInteger } from '@ae/core'
import { drawsFrom } from '../draws'
import { PROFILES } from './profiles'
import { TRANSACTION_COLUMNS } from './transaction-columns'
import {
  collectiveRows,
  contextualRow,
  correlationRow,
  normalRow,
  pointRow,
  type Transaction,
} from './transaction-rows'
import { type TransactionSplit, transactionSplit } from './transaction-split'

/** Rows of a burst of collective anomalies. */
const BURST = 10

/** What to make up. */
export interface SyntheticTransactionsOptions {
  /** Any whole number; the same seed gives the same rows. */
  readonly seed: number
  /** Rows to learn from. Default 4000. */
  readonly train?: number
  /** Rows to test with. Default 2000. */
  readonly test?: number
  /** Share of the training rows that are anomalies, 0 … 0.5. Default 0. */
  readonly contamination?: number
  /** Share of the test rows that are anomalies, 0 … 0.5, of all four kinds alike. Default 0.1. */
  readonly anomalies?: number
}

/** The two parts of {@link syntheticTransactions}. */
export interface SyntheticTransactions {
  /** Rows to learn from: normal, unless `contamination` is above 0. */
  readonly train: TransactionSplit
  /** Normal rows and anomalies. */
  readonly test: TransactionSplit
}

/**
 * Card payments by four kinds of customers, with labelled anomalies of four kinds.
 *
 * The kinds ask for different detectors: `point` anomalies stand out in one column, `contextual` ones only against
 * their customers, `correlation` ones only in how columns go together, `collective` ones only as a group.
 *
 * @throws AeError `config` on a misspelt option or a number out of range
 * @example
 * const { train, test } = syntheticTransactions({ seed: 1 })
 * const isAnomaly = test.labels.map((label) => (label === 0 ? 0 : 1))
 */
export function syntheticTransactions(options: SyntheticTransactionsOptions): SyntheticTransactions {
  const subject = 'syntheticTransactions'
  const known = ['seed', 'train', 'test', 'contamination', 'anomalies']
  requireKnownOptions(subject, options, known)
  const { seed, train = 4000, test = 2000, contamination = 0, anomalies = 0.1 } = options
  requirePositiveInteger(subject, 'train', train)
  requirePositiveInteger(subject, 'test', test)
  requireNumber(subject, 'contamination', contamination, { min: 0, max: 0.5 })
  requireNumber(subject, 'anomalies', anomalies, { min: 0, max: 0.5 })
  const rng = createRng(seed).fork('synthetic-transactions')
  return {
    train: makeSplit(rng.fork('train'), train, Math.round(train * contamination)),
    test: makeSplit(rng.fork('test'), test, Math.round(test * anomalies)),
  }
}

interface LabelledRow {
  readonly row: Transaction
  readonly label: number
  /** −1 for a burst, which belongs to nobody. */
  readonly profile: number
}

function makeSplit(rng: Rng, count: number, anomalies: number): TransactionSplit {
  const rows = [...normalRows(rng, count - anomalies), ...anomalousRows(rng, anomalies)]
  const order = Array.from(rng.fork('order').permutation(count), (i) => rows[i]).filter(
    (row) => row !== undefined,
  )
  return transactionSplit({
    values: Float32Array.from(order.flatMap(({ row }) => TRANSACTION_COLUMNS.map((column) => row[column]))),
    labels: Int32Array.from(order, ({ label }) => label),
    profiles: Int32Array.from(order, ({ profile }) => profile),
  })
}

function normalRows(rng: Rng, count: number): readonly LabelledRow[] {
  const draws = drawsFrom(rng.fork('normal'))
  return Array.from({ length: count }, (_, i) => profiled(i, 0, (profile) => normalRow(profile, draws)))
}

function anomalousRows(rng: Rng, count: number): readonly LabelledRow[] {
  const draws = drawsFrom(rng.fork('anomalies'))
  const makers = { 1: pointRow, 2: contextualRow, 4: correlationRow }
  const collective = Math.floor(count / 4)
  const others = Array.from({ length: count - collective }, (_, i) => {
    const label = ([1, 2, 4] as const)[i % 3] ?? 1
    return profiled(Math.floor(i / 3), label, (profile) => makers[label](profile, draws))
  })
  const bursts: LabelledRow[] = []
  while (bursts.length < collective) {
    const burst = collectiveRows(Math.min(BURST, collective - bursts.length), draws)
    bursts.push(...burst.map((row) => ({ row, label: 3, profile: -1 })))
  }
  return [...others, ...bursts]
}

function profiled(
  index: number,
  label: number,
  make: (profile: (typeof PROFILES)[number]) => Transaction,
): LabelledRow {
  const number = index % PROFILES.length
  const profile = PROFILES[number]
  // A remainder by the length is always a place in the list.
  return { row: make(profile as (typeof PROFILES)[number]), label, profile: number }
}
