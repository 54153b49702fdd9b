import { AeError, show } from '@ae/core'
import * as tf from '@tensorflow/tfjs'

/**
 * Indices as plain integers, one array a row, in the order in which they are stored: what any model of sequences reads.
 *
 * @param indices int32 [B, …], borrowed
 * @throws AeError `shape` if they are no rows of integers
 * @example
 * const rows = await tokenRows(tf.tensor2d([[0, 3], [1, 2]], [2, 2], 'int32')) // [0, 3] and [1, 2]
 */
export async function tokenRows(indices: tf.Tensor): Promise<readonly Int32Array[]> {
  const [rows = 0] = indices.shape
  if (indices.rank < 2 || indices.dtype !== 'int32') {
    throw new AeError(
      'shape',
      `tokenRows: expected int32 indices [B, …]. Received: ${indices.dtype} ${show(indices.shape)}.`,
    )
  }
  const values = Int32Array.from(await indices.data())
  const width = values.length / Math.max(1, rows)
  return Array.from({ length: rows }, (_, row) => values.slice(row * width, (row + 1) * width))
}

/**
 * The inverse of {@link tokenRows}: plain integers as indices for `lookup` or `decodeTokens`.
 *
 * @param rows  one list of integers a row
 * @param shape of the indices of a row: `[7, 7]`
 * @returns int32 [B, …shape], owned by the caller
 * @throws AeError `data` if a row has another length, or a number is no integer
 */
export function tokenTensor(rows: readonly ArrayLike<number>[], shape: readonly number[]): tf.Tensor {
  const width = shape.reduce((product, side) => product * side, 1)
  const values = new Int32Array(rows.length * width)
  rows.forEach((row, at) => {
    const list = Array.from(row)
    const odd = list.find((value) => !Number.isInteger(value))
    if (list.length !== width || odd !== undefined) {
      throw new AeError(
        'data',
        `tokenTensor: expected ${width} integers in row ${at}. Received: ${odd === undefined ? list.length : show(odd)}.`,
      )
    }
    values.set(list, at * width)
  })
  return tf.tensor(values, [rows.length, ...shape], 'int32')
}
