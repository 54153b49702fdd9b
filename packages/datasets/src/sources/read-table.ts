import { AeError, show } from '@ae/core'
import { linesOf } from './decode-text'
import { type Table, type TableFeature, tableOf } from './table'
import { createVocabulary, recode, type Vocabulary } from './vocabulary'

/** What a column of a text file is. */
export interface ColumnSchema {
  /** Its name. */
  readonly name: string
  /** `label` is the one that says what the row is; `skip` is left out. */
  readonly kind: 'number' | 'category' | 'label' | 'skip'
}

/** How to read comma-separated lines without quoted commas; the large sets are of that kind. */
export interface TableFormat {
  /** Name of the set, for messages. */
  readonly set: string
  /** The columns, in order. */
  readonly columns: readonly ColumnSchema[]
  /** Labels that come first among the classes, whether there are rows of them or not. */
  readonly firstClasses: readonly string[]
  /** Has each file a first line with names? Default false. */
  readonly header?: boolean
  /** Changes the cells of a line, or leaves the line out. */
  readonly clean?: (cells: string[]) => readonly string[] | undefined
}

/** Tables out of texts, one each; equal words get equal columns in all of them. */
export function readTables<K extends string>(
  texts: Readonly<Record<K, string>>,
  format: TableFormat,
): Readonly<Record<K, Table>> {
  const vocabularies = format.columns.map(createVocabulary)
  const raw = Object.entries<string>(texts).map(
    ([name, text]) => [name, readColumns(text, format, vocabularies)] as const,
  )
  const words = format.columns.map(({ kind }, i) =>
    kind === 'label' ? vocabularies[i]?.sorted(format.firstClasses) : vocabularies[i]?.sorted(),
  )
  const tables = raw.map(([name, columns]) => [name, assemble(columns, format, vocabularies, words)])
  // The record is rebuilt key by key, so its keys are K.
  return Object.fromEntries(tables) as Record<K, Table>
}

function assemble(
  columns: readonly (Float32Array | Int32Array)[],
  format: TableFormat,
  vocabularies: readonly Vocabulary[],
  words: readonly (readonly string[] | undefined)[],
): Table {
  let labels = new Int32Array(columns[0]?.length ?? 0)
  let classes = format.firstClasses
  const features: TableFeature[] = []
  format.columns.forEach(({ name, kind }, i) => {
    const values = columns[i]
    const vocabulary = vocabularies[i]
    const sorted = words[i] ?? []
    if (values instanceof Float32Array) features.push({ kind: 'number', name, values })
    else if (values !== undefined && vocabulary !== undefined && kind !== 'skip') {
      const codes = recode(values, vocabulary, sorted)
      if (kind === 'category') features.push({ kind: 'category', name, codes, categories: sorted })
      else {
        labels = Int32Array.from(codes)
        classes = sorted
      }
    }
  })
  return tableOf(features, labels, classes)
}

/** Values of every column: numbers as floats, words as codes. */
function readColumns(
  text: string,
  format: TableFormat,
  vocabularies: readonly Vocabulary[],
): readonly (Float32Array | Int32Array)[] {
  const capacity = countLines(text)
  const columns = format.columns.map(({ kind }) =>
    kind === 'number' ? new Float32Array(capacity) : new Int32Array(kind === 'skip' ? 0 : capacity),
  )
  let row = 0
  let number = 0
  for (const line of linesOf(text)) {
    number++
    if (number === 1 && format.header === true) continue
    const split = (line.includes('"') ? line.replaceAll('"', '') : line).split(',')
    const cells = format.clean === undefined ? split : format.clean(split)
    if (cells === undefined) continue
    if (cells.length !== columns.length) {
      throw new AeError(
        'data',
        `${format.set}: expected ${columns.length} columns in line ${number}. Received: ${cells.length}.`,
      )
    }
    for (let i = 0; i < columns.length; i++) {
      const cell = cells[i] ?? ''
      const column = columns[i]
      if (column instanceof Float32Array) column[row] = toNumber(cell, format, number, i)
      else if (column !== undefined && column.length > 0) column[row] = vocabularies[i]?.codeOf(cell) ?? 0
    }
    row++
  }
  return columns.map((column) => column.subarray(0, row))
}

function toNumber(cell: string, format: TableFormat, line: number, column: number): number {
  const value = cell === '' ? Number.NaN : Number(cell)
  if (!Number.isNaN(value)) return value
  const name = format.columns[column]?.name
  throw new AeError(
    'data',
    `${format.set}: expected a number in column '${name}' of line ${line}. Received: ${show(cell)}.`,
  )
}

function countLines(text: string): number {
  let count = 1
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) count++
  return count
}
