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
export function rawUnits(subject: string, cells: Cells, schema: TableSchema): Float64Array {
  const width = unitsOf(schema).length
  const values = new Float64Array(cells.count * width)
  const places = schema.columns.map(placesOf)
  for (let row = 0; row < cells.count; row++) {
    let at = row * width
    schema.columns.forEach((column, index) => {
      const cell = cells.at(row, index)
      if (isMissing(cell) && column.missing !== true) {
        throw new AeError(
          'data',
          `${subject}: expected a value in column '${column.name}'. Received: ${show(cell)} in row ${row}.`,
          {
            hint: 'no value was missing when the schema was inferred; say `missing: true` of the column in the schema.',
          },
        )
      }
      at = writeUnits(values, at, { subject, cell, column, row, place: places[index] ?? new Map() })
    })
  }
  return values
}

interface CellToWrite {
  readonly subject: string
  readonly cell: Cell
  readonly column: Column
  readonly row: number
  readonly place: ReadonlyMap<Cell, number>
}

/** Writes the units of a cell and says where the next one begins. */
function writeUnits(
  values: Float64Array,
  at: number,
  { subject, cell, column, row, place }: CellToWrite,
): number {
  const missing = isMissing(cell)
  let next = at
  if (column.kind === 'numeric') {
    const value = numberIn(subject, cell, { row, column: column.name })
    values[next++] = column.log === true ? Math.sign(value) * Math.log1p(Math.abs(value)) : value
  } else if (column.kind === 'ordered') {
    values[next++] = missing ? Number.NaN : placeIn(subject, { cell, column, row, place })
  } else {
    const { length } = column.categories
    if (!missing) values[next + (place.get(cell) ?? length)] = 1
    next += length + 1
  }
  if (column.missing === true) values[next++] = Number(missing)
  return next
}

function placeIn(subject: string, { cell, column, row, place }: Omit<CellToWrite, 'subject'>): number {
  const found = place.get(cell)
  if (found !== undefined) return found
  throw new AeError(
    'data',
    `${subject}: expected one of the ordered words of column '${column.name}'. Received: ${show(cell)} in row ${row}.`,
    { hint: 'an unknown word has no place in an order; a categorical column takes it.' },
  )
}

function placesOf(column: Column): ReadonlyMap<Cell, number> {
  return new Map(column.kind === 'numeric' ? [] : column.categories.map((word, i) => [word, i]))
}
