import type * as tf from '@tensorflow/tfjs'
import { AeError } from '../errors/ae-error'
import { show } from '../errors/require'

/**
 * What rows were made from, a column a factor: `{ shape, scale, x, y }`. Values are numbers of any kind, and a few of
 * them: a continuous factor is put into classes first.
 */
export type FactorColumns = Readonly<Record<string, ArrayLike<number>>>

/** A factor on the host. */
export interface Factor {
  /** Its name, from the keys of {@link FactorColumns}. */
  readonly name: string
  /** [N]; which of the distinct values each row has, from 0, in ascending order. */
  readonly classes: Int32Array
  /** The distinct values, ascending, at least two. */
  readonly values: Float64Array
}

/** Codes and factors on the host. */
export interface CodedFactors {
  /** [D] columns of [N] */
  readonly codes: readonly Float64Array[]
  /** One each key, in their order. */
  readonly factors: readonly Factor[]
  /** N, at least two. */
  readonly rows: number
}

/**
 * Reads codes, and the factors that their rows were made from.
 *
 * @param codes [N, D]; borrowed
 * @throws AeError `shape` unless codes are flat and every column has a value a row, `data` if a number is not finite or a
 * factor never changes
 */
export async function readCodedFactors(
  subject: string,
  codes: tf.Tensor,
  factors: FactorColumns,
): Promise<CodedFactors> {
  const [rows = 0, width = 0] = codes.shape
  if (codes.rank !== 2 || rows < 2 || width === 0) {
    throw new AeError(
      'shape',
      `${subject}: expected codes [N, D] of at least two rows. Received shape: ${show(codes.shape)}.`,
    )
  }
  const read = Object.entries(factors).map(([name, column]) => readFactor(subject, rows, name, column))
  if (read.length === 0)
    throw new AeError('shape', `${subject}: expected at least one factor. Received: none.`)
  const values = await codes.data()
  const stranger = values.findIndex((value) => !Number.isFinite(value))
  if (stranger >= 0) {
    throw new AeError(
      'data',
      `${subject}: expected finite codes. Received: ${show(values[stranger])} in row ${Math.floor(stranger / width)}.`,
    )
  }
  const columns = Array.from({ length: width }, (_, column) =>
    Float64Array.from({ length: rows }, (__, row) => values[row * width + column] ?? 0),
  )
  return { codes: columns, factors: read, rows }
}

function readFactor(subject: string, rows: number, name: string, column: ArrayLike<number>): Factor {
  if (column.length !== rows) {
    throw new AeError(
      'shape',
      `${subject}: factor ${show(name)} must have one value a row. Received: ${column.length} values, ${rows} rows.`,
    )
  }
  const numbers = Array.from(column)
  const stranger = numbers.find((value) => !Number.isFinite(value))
  const values = Float64Array.from(new Set(numbers)).sort()
  if (stranger !== undefined || values.length < 2) {
    throw new AeError(
      'data',
      `${subject}: factor ${show(name)} must have at least two values, all finite. Received: ${show(stranger ?? values[0])}${stranger === undefined ? ' everywhere' : ''}.`,
      stranger === undefined ? { hint: 'leave a factor that never changes out.' } : {},
    )
  }
  const places = new Map(Array.from(values, (value, place) => [value, place]))
  return { name, values, classes: Int32Array.from(numbers, (value) => places.get(value) ?? 0) }
}

/** One number a factor, under its name. */
export function byFactor(
  factors: readonly Factor[],
  number: (factor: Factor, index: number) => number,
): Readonly<Record<string, number>> {
  return Object.fromEntries(factors.map((factor, index) => [factor.name, number(factor, index)]))
}

/** Mean of some numbers. */
export function meanOf(values: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i] ?? 0
  return sum / values.length
}

/** Population variance of some numbers. */
export function varianceOf(values: ArrayLike<number>): number {
  const mean = meanOf(values)
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += ((values[i] ?? 0) - mean) ** 2
  return sum / values.length
}
