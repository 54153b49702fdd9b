import { AeError, show } from '@ae/core'
import { type Cells, isMissing, numberIn } from './cells'
import type { Cell } from './rows'
import type { Column, TableSchema } from './schema'

/** One of the numbers that a row becomes. */
export interface Unit {
  /** Number of the column it tells about. */
  readonly column: number
  /** What it says: the value, whether it is a certain category, whether it is none that is known, whether it is missing. */
  readonly role: 'value' | 'category' | 'unknown' | 'missing'
}

/** The numbers that rows of a schema become, in order. */
export function unitsOf({ columns }: TableSchema): readonly Unit[] {
  return columns.flatMap((column, index): Unit[] => {
    const missing: Unit[] = column.missing === true ? [{ column: index, role: 'missing' }] : []
    if (column.kind !== 'categorical') return [{ column: index, role: 'value' }, ...missing]
    const each = column.categories.map((): Unit => ({ column: index, role: 'category' }))
    return [...each, { column: index, role: 'unknown' }, ...missing]
  })
}

/**
 * Rows as numbers before they are scaled, [n, units]: a missing value is NaN in its unit, and 1 in the unit that says so; a
 * missing word is none of the categories.
 *
 * @throws AeError `data` for what a column does not allow
 */
export type UnitReader = (subject: string, cells: Cells) => Float64Array

/** What reads rows of a schema. */
export function unitReader(schema: TableSchema): UnitReader {
  const units = unitsOf(schema)
  const writers = schema.columns.map((column, index) =>
    columnWriter(column, {
      index,
      first: units.findIndex((unit) => unit.column === index),
      width: units.length,
    }),
  )
  return (subject, cells) => {
    const values = new Float64Array(cells.count * units.length)
    for (const write of writers) write(values, subject, cells)
    return values
  }
}

interface ColumnPlace {
  /** Number of the column. */
  readonly index: number
  /** Its first unit. */
  readonly first: number
  /** Units of a row. */
  readonly width: number
}

type ColumnWriter = (values: Float64Array, subject: string, cells: Cells) => void

/** Writes the units of a column, row by row. */
function columnWriter(column: Column, { index, first, width }: ColumnPlace): ColumnWriter {
  const places = placesOf(column)
  const mayMiss = column.missing === true
  const last = first + (column.kind === 'categorical' ? column.categories.length + 1 : 1)
  return (values, subject, cells) => {
    for (let row = 0, at = first; row < cells.count; row++, at += width) {
      const cell = cells.at(row, index)
      const missing = isMissing(cell)
      if (missing && !mayMiss) throw missingValue(subject, { cell, row, column: column.name })
      if (column.kind === 'categorical') {
        if (!missing) values[at + (places.get(cell) ?? column.categories.length)] = 1
      } else if (column.kind === 'ordered') {
        values[at] = missing
          ? Number.NaN
          : (places.get(cell) ?? noPlace(subject, { cell, row, column: column.name }))
      } else {
        const value = typeof cell === 'number' ? cell : numberIn(subject, cell, { row, column: column.name })
        values[at] = column.log === true ? Math.sign(value) * Math.log1p(Math.abs(value)) : value
      }
      if (mayMiss) values[at - first + last] = Number(missing)
    }
  }
}

interface CellAt {
  readonly cell: Cell
  readonly row: number
  readonly column: string
}

function missingValue(subject: string, { cell, row, column }: CellAt): AeError {
  return new AeError(
    'data',
    `${subject}: expected a value in column '${column}'. Received: ${show(cell)} in row ${row}.`,
    {
      hint: 'no value was missing when the schema was inferred; say `missing: true` of the column in the schema.',
    },
  )
}

function noPlace(subject: string, { cell, row, column }: CellAt): never {
  throw new AeError(
    'data',
    `${subject}: expected one of the ordered words of column '${column}'. Received: ${show(cell)} in row ${row}.`,
    { hint: 'an unknown word has no place in an order; a categorical column takes it.' },
  )
}

function placesOf(column: Column): ReadonlyMap<Cell, number> {
  return new Map(column.kind === 'numeric' ? [] : column.categories.map((word, i) => [word, i]))
}
