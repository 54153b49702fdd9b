import { AeError, show } from '@ae/core'
import { parseCsv } from '../formats/parse-csv'
import type { DatasetSource } from '../sources/dataset-source'
import { decodeText } from '../sources/decode-text'
import type { Undivided } from '../sources/splits'
import { type Table, type TableFeature, tableOf } from '../sources/table'
import { fileOf, type NamedFile } from './named-file'
import { ownSource } from './own-source'

/** How to read a CSV file. */
export interface CsvOptions {
  /** Name of the column that says what a row is. Default: none, all rows have label 0. */
  readonly label?: string
  /** Is the first line names? Without, columns are called `x0`, `x1`, … Default true. */
  readonly header?: boolean
  /** What is between cells. Default `,`. */
  readonly delimiter?: string
}

/**
 * Your own table out of a CSV file, which may be gzipped.
 *
 * A column whose every cell is a number is one of numbers, any other one of words.
 *
 * @example
 * const { all } = await csv(file, { label: 'Class' })()
 * await fit(model, all.rows.batch(256), { epochs: 20 })
 */
export function csv(file: Blob, options: CsvOptions = {}): DatasetSource<Undivided<Table>> {
  return csvSource(fileOf(file), options)
}

/** A source of the table in a file. */
export function csvSource(file: NamedFile, options: CsvOptions): DatasetSource<Undivided<Table>> {
  return ownSource('csv', 'numbers and words, label', async () => {
    const { header = true, delimiter = ',' } = options
    const parsed = parseCsv(decodeText(await file.bytes()), { header, delimiter })
    const names = header ? parsed.header : (parsed.rows[0] ?? []).map((_, i) => `x${i}`)
    return tableFrom(names, parsed.rows, options, file.name)
  })
}

function tableFrom(
  names: readonly string[],
  rows: readonly (readonly string[])[],
  options: CsvOptions,
  file: string,
): Table {
  const columns = names.map((name, i) => featureOf(name, rows, i))
  if (options.label === undefined) return tableOf(columns, new Int32Array(rows.length), ['unlabelled'])
  const place = names.indexOf(options.label)
  if (place < 0) {
    throw new AeError(
      'config',
      `csv: expected a column '${options.label}' in '${file}'. Received: ${show(names)}.`,
    )
  }
  const { codes, categories } = wordsOf(rows, place)
  return tableOf(
    columns.filter((_, i) => i !== place),
    codes,
    categories,
  )
}

function featureOf(name: string, rows: readonly (readonly string[])[], column: number): TableFeature {
  const isNumber = rows.every((cells) => {
    const cell = cells[column]?.trim() ?? ''
    return cell !== '' && !Number.isNaN(Number(cell))
  })
  if (!isNumber) return { kind: 'category', name, ...wordsOf(rows, column) }
  return { kind: 'number', name, values: Float32Array.from(rows, (cells) => Number(cells[column])) }
}

function wordsOf(
  rows: readonly (readonly string[])[],
  column: number,
): { readonly codes: Int32Array; readonly categories: readonly string[] } {
  const words = rows.map((cells) => cells[column] ?? '')
  const categories = [...new Set(words)].sort()
  const places = new Map(categories.map((word, place) => [word, place]))
  return { codes: Int32Array.from(words, (word) => places.get(word) ?? 0), categories }
}
