import { AeError, show } from '@ae/core'
import type { Csv } from './parse-csv'

/** Digits with a point and an exponent as every language writes them: nothing that only JavaScript takes for a number. */
const NUMBER = /^\s*[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\s*$/

/** Fields that stand for a missing number, beside the empty one. */
const MISSING = ['', 'NA', 'NaN', 'nan', 'null', '?']

/**
 * The columns of a table as numbers; NaN where a field says that its number is missing (empty, `NA`, `NaN`, `null`, `?`).
 *
 * *Throws*: AeError `config` for a column that is not there, `data` for a field that is no number. *Owns*: the caller.
 *
 * @param columns which ones, by name or, from 0, by place; default: all
 * @example
 * const [x, y] = numericColumns(parseCsv(text), ['x', 'y'])
 */
export function numericColumns(csv: Csv, columns?: readonly (string | number)[]): Float64Array[] {
  const width = csv.rows[0]?.length ?? csv.header.length
  const wanted = columns ?? Array.from({ length: width }, (_, column) => column)
  return wanted.map((column) => {
    const place = typeof column === 'number' ? column : csv.header.indexOf(column)
    if (!Number.isInteger(place) || place < 0 || place >= width) {
      throw new AeError(
        'config',
        `numericColumns: expected a column of ${csv.header.length === 0 ? `${width}` : show(csv.header)}. Received: ${show(column)}.`,
      )
    }
    return Float64Array.from(csv.rows, (row, index) => toNumber(row[place] ?? '', index, column))
  })
}

function toNumber(field: string, row: number, column: string | number): number {
  if (NUMBER.test(field)) return Number(field)
  if (MISSING.includes(field.trim())) return Number.NaN
  throw new AeError(
    'data',
    `numericColumns: in row ${row + 1} of column ${show(column)}, expected a number. Received: ${show(field)}.`,
  )
}
