import { AeError, show } from '@ae/core'
import { type Cell, countRows, isNumberRows, isPositional, type Row, type Rows } from './rows'

/** Where a cell is, for errors. */
export interface Place {
  /** Number of the row. */
  readonly row: number
  /** Name of the column. */
  readonly column: string
}

/** Cells by number of row and column. */
export interface Cells {
  /** Rows. */
  readonly count: number
  /** The cell of a row in a column. */
  at(row: number, column: number): Cell
}

/** Columns as they are looked up in rows. */
export interface CellsRequest {
  /** Names of the columns, in order. */
  readonly names: readonly string[]
  /** What is done about keys that are no column: `error` or `ignore`. */
  readonly extraColumns: 'error' | 'ignore'
}

/** Whether a cell says nothing. */
export function isMissing(cell: Cell): boolean {
  return cell === null || cell === undefined || cell === '' || Number.isNaN(cell)
}

/** The names of columns that have none: `x0`, `x1`, … */
export function positionalNames(width: number): readonly string[] {
  return Array.from({ length: width }, (_, column) => `x${column}`)
}

/**
 * Rows as cells, after it was seen that each has the columns wanted.
 *
 * @param subject who asks, as the error's first word
 * @throws AeError `data` if a column is missing or extra, `shape` if a row is not as wide
 */
export function readCells(subject: string, rows: Rows, { names, extraColumns }: CellsRequest): Cells {
  const count = countRows(subject, rows)
  if (isNumberRows(rows)) {
    if (rows.width !== names.length) throw wrongWidth(subject, 0, rows.width, names.length)
    const { values, width } = rows
    return { count, at: (row, column) => values[row * width + column] }
  }
  let known: ReadonlySet<string> | undefined
  rows.forEach((row, i) => {
    if (typeof row !== 'object' || row === null) {
      throw new AeError('shape', `${subject}: expected a row ${i} of cells. Received: ${show(row)}.`)
    }
    if (isPositional(row)) {
      if (row.length !== names.length) throw wrongWidth(subject, i, row.length, names.length)
      return
    }
    known ??= new Set(names)
    requireNames(subject, row, { names, extraColumns, known, index: i })
  })
  return { count, at: (row, column) => cellOf(rows[row], column, names[column] ?? '') }
}

function cellOf(row: Row | undefined, column: number, name: string): Cell {
  if (row === undefined) return undefined
  // Checked when the rows were read: what has positions has this one, what has names has this one.
  return isPositional(row) ? row[column] : (row as Readonly<Record<string, Cell>>)[name]
}

interface NamesRequest extends CellsRequest {
  readonly known: ReadonlySet<string>
  readonly index: number
}

function requireNames(
  subject: string,
  row: object,
  { names, extraColumns, known, index }: NamesRequest,
): void {
  const absent = names.filter((name) => !Object.hasOwn(row, name))
  if (absent.length > 0) {
    throw new AeError(
      'data',
      `${subject}: expected columns ${show(names)}. Received: row ${index} without ${show(absent)}.`,
      { hint: 'a value that is not known is null; its column must allow it with `missing: true`.' },
    )
  }
  if (extraColumns === 'ignore') return
  const extra = Object.keys(row).filter((key) => !known.has(key))
  if (extra.length === 0) return
  throw new AeError(
    'data',
    `${subject}: expected columns ${show(names)}. Received: row ${index} with ${show(extra)}, too.`,
    { hint: "fit with `extraColumns: 'ignore'` to leave other columns out." },
  )
}

function wrongWidth(subject: string, row: number, received: number, expected: number): AeError {
  return new AeError(
    'shape',
    `${subject}: expected rows of ${expected} cells. Received: ${received} in row ${row}.`,
  )
}

/**
 * A cell of a numeric column; missing is NaN.
 *
 * @throws AeError `data` for words
 */
export function numberIn(subject: string, cell: Cell, { row, column }: Place): number {
  if (isMissing(cell)) return Number.NaN
  if (typeof cell === 'number') return cell
  throw new AeError(
    'data',
    `${subject}: expected a number in column '${column}'. Received: ${show(cell)} in row ${row}.`,
    { hint: 'numbers that are written as text are converted before, by the caller who knows how.' },
  )
}
