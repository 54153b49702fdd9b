import { AeError, show } from '@ae/core'

/** One entry of a table. `null`, `undefined`, NaN and an empty text are missing. */
export type Cell = number | string | boolean | null | undefined

/** A row by position, or by the names of its columns. */
export type Row = ArrayLike<number> | readonly Cell[] | Readonly<Record<string, Cell>>

/** Rows of numbers only, one after the other in one array. */
export interface NumberRows {
  /** Row-major, [n, width]. Borrowed. */
  readonly values: Float32Array | Float64Array
  /** Numbers in a row. */
  readonly width: number
}

/** What detectors take: rows, or numbers in one array. Borrowed. */
export type Rows = readonly Row[] | NumberRows

/** Rows as detectors see them: encoded and scaled, the same numbers in each. */
export interface EncodedRows {
  /** Row-major, [count, width]. */
  readonly values: Float32Array
  /** Rows. */
  readonly count: number
  /** Numbers in a row. */
  readonly width: number
}

/** Whether rows are numbers in one array. */
export function isNumberRows(rows: Rows): rows is NumberRows {
  return !Array.isArray(rows)
}

/**
 * How many rows there are.
 *
 * @throws AeError `shape` unless rows are a list, or numbers that make whole rows
 */
export function countRows(subject: string, rows: Rows): number {
  if (!isNumberRows(rows)) return rows.length
  const { values, width } = (rows ?? {}) as Partial<NumberRows>
  const whole = ArrayBuffer.isView(values) && Number.isSafeInteger(width) && (width ?? 0) > 0
  if (whole && values.length % (width ?? 1) === 0) return values.length / (width ?? 1)
  throw new AeError(
    'shape',
    `${subject}: expected a list of rows, or { values, width } with whole rows. Received: ${whole ? `${values.length} numbers of width ${show(width)}` : show(rows)}.`,
  )
}

/** Whether a row has its cells by position. */
export function isPositional(row: Row): row is ArrayLike<number> | readonly Cell[] {
  return Array.isArray(row) || ArrayBuffer.isView(row)
}

/** Some of the rows, in the order of their numbers. */
export function pickRows({ values, width }: EncodedRows, order: ArrayLike<number>): EncodedRows {
  const picked = new Float32Array(order.length * width)
  for (let i = 0; i < order.length; i++) {
    const from = (order[i] ?? 0) * width
    picked.set(values.subarray(from, from + width), i * width)
  }
  return { values: picked, count: order.length, width }
}
