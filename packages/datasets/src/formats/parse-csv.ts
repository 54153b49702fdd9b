import { AeError, requireKnownOptions, show } from '@ae/core'
import Papa from 'papaparse'
import { decodeUtf8 } from './decode-utf8'

/** Options of {@link parseCsv}. */
export interface ParseCsvOptions {
  /** Whether the first row holds the names of the columns. Default: true. */
  readonly header?: boolean
  /** What stands between two fields: one character. Default: a comma. */
  readonly delimiter?: string
  /** The columns that are expected: a header must equal them; without a header they become the header. */
  readonly columns?: readonly string[]
}

/** A table of text. */
export interface Csv {
  /** Names of the columns; empty if the file has no header and none was given. */
  readonly header: readonly string[]
  /** Fields by row and column; every row has as many. */
  readonly rows: readonly (readonly string[])[]
}

const SUBJECT = 'parseCsv'

/**
 * Reads a CSV file: quoted fields as RFC 4180 has them, any line ends, empty lines left out.
 *
 * Fields stay text; {@link numericColumns} makes numbers of them.
 *
 * *Throws*: AeError `data` for text that is not UTF-8, a quote without its end, or rows of different width.
 *
 * @example
 * const { header, rows } = parseCsv('name,size\nada,3\n')
 */
export function parseCsv(input: string | Uint8Array, options: ParseCsvOptions = {}): Csv {
  requireKnownOptions(SUBJECT, options, ['header', 'delimiter', 'columns'])
  const { header: hasHeader = true, columns } = options
  const table = readRows(decodeUtf8(SUBJECT, input), requireDelimiter(options.delimiter ?? ','))
  const header = hasHeader ? table[0] : (columns ?? [])
  if (header === undefined) throw mistake(1, 'a row with the names of the columns', 'no row')
  if (hasHeader && columns !== undefined && !isSame(header, columns)) {
    throw mistake(1, `the columns ${show(columns)}`, show(header))
  }
  const rows = hasHeader ? table.slice(1) : table
  const width = hasHeader || columns !== undefined ? header.length : (rows[0]?.length ?? 0)
  const odd = rows.findIndex((row) => row.length !== width)
  if (odd >= 0) throw mistake(odd + (hasHeader ? 2 : 1), `${width} fields`, `${rows[odd]?.length} fields`)
  return { header, rows }
}

function mistake(row: number, expected: string, received: string): AeError {
  return new AeError('data', `${SUBJECT}: in row ${row}, expected ${expected}. Received: ${received}.`)
}

function readRows(text: string, delimiter: string): string[][] {
  const { data, errors } = Papa.parse<string[]>(text, { delimiter, skipEmptyLines: true })
  const [error] = errors
  if (error === undefined) return data
  throw mistake((error.row ?? 0) + 1, 'fields that are quoted as a whole or not at all', error.message)
}

function requireDelimiter(delimiter: unknown): string {
  if (typeof delimiter === 'string' && delimiter.length === 1 && !'"\r\n\uFEFF'.includes(delimiter))
    return delimiter
  throw new AeError(
    'config',
    `${SUBJECT}: \`delimiter\` must be one character, no quote and no line end. Received: ${show(delimiter)}.`,
  )
}

function isSame(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((name, i) => name === right[i])
}
