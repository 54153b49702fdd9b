import { AeError, requireChoice, requireKnownOptions, requireNumber, show } from '@ae/core'
import { readCells } from './cells'
import { checkSchema } from './check-schema'
import { inferSchema } from './infer-schema'
import { countRows, type EncodedRows, type Rows } from './rows'
import type { TableSchema } from './schema'
import { type Unit, type UnitReader, unitReader, unitsOf } from './units'

/** How numbers of a table are brought to one scale. */
export type Scaling = 'standard' | 'min-max' | 'none'

/** How rows of a table become numbers. */
export interface FrontEndOptions {
  /** What rows consist of. Default: what `inferSchema` makes of the rows; look at it in `detector.schema`. */
  readonly schema?: TableSchema
  /**
   * `standard`: less the mean, over the standard deviation. `min-max`: the smallest becomes 0, the largest 1. `none`: as they are,
   * for numbers of one scale already, such as pixels; a missing value is the mean still. Default `standard`.
   */
  readonly scaling?: Scaling
  /** Scaled numbers beyond ± this are set to it: one wild column must not drown the others. Default 8. */
  readonly clip?: number
  /** What is done about keys of a row that are no column. Default `error`. */
  readonly extraColumns?: 'error' | 'ignore'
}

/** What sets the rules of a {@link FrontEnd}. */
export interface FrontEndRequest {
  /** As a detector is given them. */
  readonly options?: FrontEndOptions
  /**
   * Numbers of the rows that are learnt from: a schema that is inferred knows their words alone, so that held-out rows have unknown
   * ones as often as fresh rows do. Default: all.
   */
  readonly learnt?: Int32Array
}

/** What a {@link FrontEnd} consists of. Plain JSON. */
export interface FrontEndParts extends Required<FrontEndOptions> {
  /** What is taken off each number. */
  readonly offsets: readonly number[]
  /** What a missing value becomes: the scaled mean, 0 under `standard`. */
  readonly fills: readonly number[]
  /** What each number is then divided by; positive. */
  readonly scales: readonly number[]
}

const OPTIONS: readonly string[] = ['schema', 'scaling', 'clip', 'extraColumns']
const SCALINGS = ['standard', 'min-max', 'none'] as const
const EXTRA = ['error', 'ignore'] as const

/**
 * Rows of a table as numbers of one scale, by rules that normal rows alone have set:
 *
 * - a number that did not vary has scale 1
 * - a category is as many numbers as there are, one of them 1, and one more for words never seen; one that did not occur counts
 *   as if it had been seen once in n + 2 rows
 * - a missing value, where the schema allows it, is the mean, with a number of its own that says so
 * - ±∞ is as far out as `clip` lets it; in normal rows it is an error
 */
export class FrontEnd {
  /** What it consists of, frozen. */
  readonly parts: FrontEndParts
  /** The numbers that a row becomes, in order. */
  readonly units: readonly Unit[]
  readonly #names: readonly string[]
  readonly #read: UnitReader

  /** @throws AeError `config` unless the parts belong together */
  constructor(parts: FrontEndParts) {
    requireKnownOptions('FrontEnd', parts, [...OPTIONS, 'offsets', 'scales', 'fills'])
    const schema = checkSchema('FrontEnd', parts.schema)
    this.units = unitsOf(schema)
    this.#names = namesOf(schema)
    this.#read = unitReader(schema)
    this.parts = Object.freeze({
      ...resolve('FrontEnd', parts),
      schema,
      offsets: checkNumbers('offsets', parts.offsets, this.units.length),
      scales: checkNumbers('scales', parts.scales, this.units.length),
      fills: checkNumbers('fills', parts.fills, this.units.length),
    })
    const scale = this.parts.scales.find((value) => value <= 0)
    if (scale !== undefined) {
      throw new AeError('config', `FrontEnd: \`scales\` must be positive. Received: ${scale}.`)
    }
  }

  /**
   * Sets the rules from normal rows.
   *
   * @throws AeError `data` for rows that no schema fits, or that are infinite, `config` on a bad option
   */
  static fit(subject: string, rows: Rows, { options = {}, learnt }: FrontEndRequest = {}): FrontEnd {
    requireKnownOptions(subject, options, OPTIONS)
    const resolved = resolve(subject, options)
    const schema =
      options.schema === undefined
        ? inferred(rows, { ...resolved, learnt })
        : checkSchema(subject, options.schema)
    if (countRows(subject, rows) === 0) {
      throw new AeError('data', `${subject}: expected normal rows. Received: none.`)
    }
    const raw = unitReader(schema)(subject, readCells(subject, rows, { names: namesOf(schema), ...resolved }))
    const units = unitsOf(schema)
    const scales = units.map((unit, index) =>
      scaleOf(raw, {
        index,
        width: units.length,
        unit,
        scaling: resolved.scaling,
        name: named(schema, unit),
        subject,
      }),
    )
    return new FrontEnd({
      ...resolved,
      schema,
      offsets: scales.map(({ offset }) => offset),
      scales: scales.map(({ scale }) => scale),
      fills: scales.map(({ fill }) => fill),
    })
  }

  /**
   * Rows as detectors see them.
   *
   * @param subject who asks, for errors
   * @throws AeError `data` or `shape` for rows that the schema does not fit
   */
  encode(subject: string, rows: Rows): EncodedRows {
    const { offsets, scales, fills, clip, extraColumns } = this.parts
    const cells = readCells(subject, rows, { names: this.#names, extraColumns })
    const raw = this.#read(subject, cells)
    const width = this.units.length
    const values = new Float32Array(raw.length)
    for (let i = 0, unit = 0; i < raw.length; i++, unit = unit + 1 === width ? 0 : unit + 1) {
      const scaled = ((raw[i] ?? 0) - (offsets[unit] ?? 0)) / (scales[unit] ?? 1)
      // What is missing is as usual as can be; that it is missing is said beside it.
      values[i] = Math.max(-clip, Math.min(clip, Number.isNaN(scaled) ? (fills[unit] ?? 0) : scaled))
    }
    return { values, count: cells.count, width }
  }
}

function resolve(subject: string, options: FrontEndOptions): Required<Omit<FrontEndOptions, 'schema'>> {
  return {
    scaling: requireChoice(subject, 'scaling', options.scaling ?? 'standard', SCALINGS),
    clip: requireNumber(subject, 'clip', options.clip ?? 8, { above: 0 }),
    extraColumns: requireChoice(subject, 'extraColumns', options.extraColumns ?? 'error', EXTRA),
  }
}

/** What rows consist of; of words, those of the rows that are learnt from. */
function inferred(
  rows: Rows,
  {
    extraColumns,
    learnt,
  }: { readonly extraColumns: 'error' | 'ignore'; readonly learnt: Int32Array | undefined },
): TableSchema {
  const schema = inferSchema(rows, { extraColumns })
  if (learnt === undefined) return schema
  const cells = readCells('inferSchema', rows, { names: namesOf(schema), extraColumns })
  return {
    columns: schema.columns.map((column, index) => {
      if (column.kind !== 'categorical') return column
      const seen = new Set(Array.from(learnt, (row) => cells.at(row, index)))
      const categories = column.categories.filter((word) => seen.has(word))
      // Where no row that is learnt from has a word, all are as good as unknown: the first stands for them.
      return { ...column, categories: categories.length > 0 ? categories : column.categories.slice(0, 1) }
    }),
  }
}

function namesOf({ columns }: TableSchema): readonly string[] {
  return columns.map(({ name }) => name)
}

function named({ columns }: TableSchema, { column }: Unit): string {
  return columns[column]?.name ?? ''
}

interface ScaleRequest {
  readonly index: number
  readonly width: number
  readonly unit: Unit
  readonly scaling: Scaling
  readonly name: string
  readonly subject: string
}

/** How one number is scaled. */
interface Scale {
  readonly offset: number
  readonly scale: number
  readonly fill: number
}

function scaleOf(raw: Float64Array, { index, width, unit, scaling, name, subject }: ScaleRequest): Scale {
  let [count, sum, low, high] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let i = index; i < raw.length; i += width) {
    const value = raw[i] ?? Number.NaN
    if (Number.isNaN(value)) continue
    count++
    sum += value
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  if (count === 0)
    throw new AeError('data', `${subject}: expected a value in column '${name}'. Received: none.`)
  if (!Number.isFinite(sum)) {
    throw new AeError(
      'data',
      `${subject}: expected finite numbers in column '${name}' of normal rows. Received: ${show(Number.isFinite(low) ? high : low)}.`,
    )
  }
  if (scaling === 'none') return { offset: 0, scale: 1, fill: sum / count }
  if (low === high && unit.role !== 'value') return unseen(low, raw.length / width)
  if (low === high) return { offset: low, scale: 1, fill: 0 }
  const offset = sum / count
  if (scaling === 'min-max') return { offset: low, scale: high - low, fill: (offset - low) / (high - low) }
  let squares = 0
  for (let i = index; i < raw.length; i += width) {
    const value = raw[i] ?? Number.NaN
    if (!Number.isNaN(value)) squares += (value - offset) ** 2
  }
  if (!Number.isFinite(squares)) {
    throw new AeError(
      'data',
      `${subject}: expected numbers in column '${name}' of normal rows whose variance is finite. Received: from ${low} to ${high}.`,
    )
  }
  // Numbers so close that their squares vanish count as one.
  return { offset, scale: Math.sqrt(squares / count) || 1, fill: 0 }
}

/** Of a word that never or always occurred: one in n + 2 rows is the other way, as Laplace's rule has it. */
function unseen(always: number, rows: number): Scale {
  const rate = 1 / (rows + 2)
  return { offset: always, scale: Math.sqrt(rate * (1 - rate)), fill: 0 }
}

function checkNumbers(option: string, numbers: unknown, length: number): readonly number[] {
  const list: readonly unknown[] = Array.isArray(numbers) ? numbers : []
  if (list.length === length && list.every(Number.isFinite)) {
    // Every item was seen to be a finite number.
    return Object.freeze([...list]) as readonly number[]
  }
  throw new AeError(
    'config',
    `FrontEnd: \`${option}\` must be ${length} finite numbers. Received: ${show(numbers)}.`,
  )
}
