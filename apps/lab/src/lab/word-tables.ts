import { type Column, inferSchema, type Row, type TableSchema } from '@ae/anomaly'
import { createRng } from '@ae/core'
import { syntheticTransactions, type Table, TRANSACTION_COLUMNS, TRANSACTION_KINDS } from '@ae/datasets'

/** Rows of numbers and words, each with the name of what it is. */
export interface WordTable {
  /** Names of the columns. */
  readonly names: readonly string[]
  /** Rows. */
  readonly count: number
  /** The cells of some rows, by their numbers. */
  rows(numbers: ArrayLike<number>): readonly Row[]
  /** What each row is: index into `classes`. */
  readonly labels: Int32Array
  /** `classes[0]` is normal. */
  readonly classes: readonly string[]
}

/** A table of @ae/datasets by rows. */
export function wordTable({ features, labels, classes }: Table): WordTable {
  return {
    names: features.map(({ name }) => name),
    count: labels.length,
    labels,
    classes,
    rows: (numbers) =>
      Array.from(numbers, (row) =>
        features.map((feature) =>
          feature.kind === 'number' ? feature.values[row] : feature.categories[feature.codes[row] ?? 0],
        ),
      ),
  }
}

/**
 * What rows consist of, as normal rows show it, with logarithms of columns that are amounts.
 *
 * @param amounts names of the columns that grow by factors
 */
export function schemaOf(
  rows: readonly Row[],
  names: readonly string[],
  amounts: readonly string[],
): TableSchema {
  const { columns } = inferSchema(rows)
  return {
    columns: columns.map((column, i): Column => {
      const name = names[i] ?? column.name
      return column.kind === 'numeric' && amounts.includes(name)
        ? { ...column, name, log: true }
        : { ...column, name }
    }),
  }
}

/** Words for the four kinds of customers. */
const CUSTOMERS = ['commuter', 'family', 'night', 'firm']

/** Payments to learn from and to test with, whose customers are words. */
export function paymentsTable(
  seed: number,
  train: number,
): { readonly train: WordTable; readonly test: WordTable } {
  const made = syntheticTransactions({ seed, train, test: train / 2 })
  const rng = createRng(seed).fork('customers')
  const table = ({ values, labels, profiles }: (typeof made)['train']): WordTable => {
    const width = TRANSACTION_COLUMNS.length
    // A burst belongs to nobody: it gets anybody's name.
    const anybody = rng.permutation(labels.length)
    const customer = (row: number): string => {
      const profile = profiles[row] ?? -1
      return CUSTOMERS[profile < 0 ? (anybody[row] ?? 0) % CUSTOMERS.length : profile] ?? ''
    }
    return {
      names: [...TRANSACTION_COLUMNS, 'customer'],
      count: labels.length,
      labels,
      classes: TRANSACTION_KINDS,
      rows: (numbers) =>
        Array.from(numbers, (row) => [...values.subarray(row * width, (row + 1) * width), customer(row)]),
    }
  }
  return { train: table(made.train), test: table(made.test) }
}
