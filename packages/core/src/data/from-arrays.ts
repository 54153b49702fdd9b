import * as tf from '@tensorflow/tfjs'
import { AeError } from '../errors/ae-error'
import { requireNumber, show } from '../errors/require'
import type { Dataset } from '../interfaces/dataset'
import type { Shape } from '../interfaces/shape'
import { fromRowSource } from './row-dataset'

/** One column of rows in a flat typed array. */
export interface ArrayColumn {
  /** All rows, one after the other. Kept, not copied: bytes stay bytes until a batch is asked for. */
  readonly data: Uint8Array | Uint8ClampedArray | Int32Array | Float32Array | Float64Array
  /** Shape of one row: `[28, 28, 1]`; `[]` for one number a row. */
  readonly shape: Shape
  /** What each number is divided by on its way into a tensor: 255 turns bytes into [0, 1]. Default 1. */
  readonly divideBy?: number
  /** Type of the tensors. Default `float32`. */
  readonly dtype?: 'float32' | 'int32'
}

/**
 * A data set of rows in a typed array; each batch becomes a tensor `[B, …shape]` only when it is asked for.
 *
 * @throws AeError `shape` if the array does not hold whole rows
 * @example
 * const images = fromArray({ data: bytes, shape: [28, 28, 1], divideBy: 255 }).batch(128)
 */
export function fromArray(column: ArrayColumn): Dataset<tf.Tensor> {
  const { size, read } = columnReader('fromArray', column)
  return fromRowSource({ size, read })
}

/**
 * A data set of rows that consist of several columns: `{ image, label }`.
 *
 * @throws AeError `shape` if a column does not hold whole rows, or if they differ in their number
 */
export function fromArrays<K extends string>(
  columns: Readonly<Record<K, ArrayColumn>>,
): Dataset<Readonly<Record<K, tf.Tensor>>> {
  const readers = Object.entries<ArrayColumn>(columns).map(
    ([name, column]) => [name, columnReader(`fromArrays.${name}`, column)] as const,
  )
  const sizes = readers.map(([, reader]) => reader.size)
  const size = sizes[0] ?? 0
  if (sizes.some((other) => other !== size)) {
    throw new AeError(
      'shape',
      `fromArrays: all columns must have the same number of rows. Received: ${show(sizes)}.`,
    )
  }
  return fromRowSource({
    size,
    // The record is rebuilt key by key, so its keys are K.
    read: (rows) =>
      Object.fromEntries(readers.map(([name, reader]) => [name, reader.read(rows)])) as Record<K, tf.Tensor>,
  })
}

interface ColumnReader {
  readonly size: number
  read(rows: Int32Array): tf.Tensor
}

function columnReader(subject: string, column: ArrayColumn): ColumnReader {
  const { data, shape, divideBy = 1, dtype = 'float32' } = column
  const width = shape.reduce((product, side) => product * side, 1)
  requireNumber(subject, 'divideBy', divideBy)
  if (!(width > 0) || data.length % width !== 0) {
    throw new AeError(
      'shape',
      `${subject}: expected whole rows of ${show(shape)} (${width} numbers each). Received: ${data.length} numbers.`,
    )
  }
  return {
    size: data.length / width,
    read(rows) {
      const values =
        dtype === 'int32' ? new Int32Array(rows.length * width) : new Float32Array(rows.length * width)
      rows.forEach((row, position) => {
        values.set(data.subarray(row * width, (row + 1) * width), position * width)
      })
      if (divideBy !== 1) for (let i = 0; i < values.length; i++) values[i] = (values[i] ?? 0) / divideBy
      return tf.tensor(values, [rows.length, ...shape], dtype)
    },
  }
}
