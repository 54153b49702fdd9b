import { AeError, requireChoice, requireKnownOptions, requirePositiveInteger, show } from '@ae/core'
import { type Cells, isMissing, positionalNames, readCells } from './cells'
import { type Cell, countRows, isNumberRows, isPositional, type Rows } from './rows'
import type { Column, TableSchema } from './schema'

/** Options of {@link inferSchema}. */
export interface InferSchemaOptions {
  /** Most different words that a column of categories may have. Default 100. */
  readonly maxCategories?: number
  /** What is done about keys that the first row has not. Default `error`. */
  readonly extraColumns?: 'error' | 'ignore'
}

const EXTRA = ['error', 'ignore'] as const

/** Different words that an error shows. */
const SHOWN = 3

/**
 * What rows consist of, by these rules:
 *
 * - only numbers: numeric, without logarithm
 * - only texts, or only booleans: categorical, with the words in alphabetic order
 * - a value missing in any row: the column may be missing from then on
 *
 * Nothing else is guessed: numbers that are names of categories, words that have an order, and amounts that want a logarithm
 * are for the caller to say, by changing what this gives.
 *
 * @param rows normal rows; of objects the first one has the names of all columns
 * @throws AeError `data` without rows, for a column of both numbers and words, without any value, or with too many different words,
 * for columns that are missing or extra
 * @example
 * const schema = inferSchema([{ amount: 12.5, country: 'SE' }, { amount: 3, country: 'NO' }])
 */
export function inferSchema(rows: Rows, options: InferSchemaOptions = {}): TableSchema {
  requireKnownOptions('inferSchema', options, ['maxCategories', 'extraColumns'])
  const most = requirePositiveInteger('inferSchema', 'maxCategories', options.maxCategories ?? 100)
  const extraColumns = requireChoice('inferSchema', 'extraColumns', options.extraColumns ?? 'error', EXTRA)
  if (countRows('inferSchema', rows) === 0) {
    throw new AeError('data', 'inferSchema: expected at least one row. Received: none.')
  }
  const names = namesOf(rows)
  if (names.length === 0)
    throw new AeError('data', 'inferSchema: expected at least one column. Received: none.')
  const cells = readCells('inferSchema', rows, { names, extraColumns })
  return { columns: names.map((name, column) => inferColumn(cells, column, { name, most })) }
}

function namesOf(rows: Rows): readonly string[] {
  if (isNumberRows(rows)) return positionalNames(rows.width)
  const [first = []] = rows
  if (typeof first !== 'object' || first === null) return []
  return isPositional(first) ? positionalNames(first.length) : Object.keys(first)
}

function inferColumn(
  cells: Cells,
  column: number,
  { name, most }: { readonly name: string; readonly most: number },
): Column {
  let missing = false
  const types = new Set<string>()
  const words = new Set<string | boolean>()
  for (let row = 0; row < cells.count; row++) {
    const cell = cells.at(row, column)
    if (isMissing(cell)) missing = true
    else {
      types.add(typeof cell)
      if (typeof cell === 'string' || typeof cell === 'boolean') words.add(cell)
    }
  }
  const [type] = types
  if (types.size !== 1 || !['number', 'string', 'boolean'].includes(type ?? '')) {
    throw new AeError(
      'data',
      `inferSchema: expected numbers, texts or booleans in column '${name}'. Received: ${types.size === 0 ? 'no value' : [...types].join(' and ')}.`,
    )
  }
  const more = missing ? { missing } : {}
  if (type === 'number') return { kind: 'numeric', name, ...more }
  if (words.size > most) {
    throw new AeError(
      'data',
      `inferSchema: expected at most ${most} different words in column '${name}'. Received: ${words.size}, such as ${show([...words].slice(0, SHOWN))}.`,
      {
        hint: 'names and identifiers tell nothing about other rows: leave the column out, or raise `maxCategories`.',
      },
    )
  }
  return { kind: 'categorical', name, categories: sorted([...words]), ...more }
}

function sorted(words: readonly Exclude<Cell, number | null | undefined>[]): readonly (string | boolean)[] {
  return [...words].sort((a, b) => (String(a) < String(b) ? -1 : 1))
}
