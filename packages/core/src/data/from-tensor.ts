import * as tf from '@tensorflow/tfjs'
import { AeError } from '../errors/ae-error'
import { show } from '../errors/require'
import type { Dataset } from '../interfaces/dataset'
import { fromRowSource } from './row-dataset'

/**
 * A data set of the rows (first axis) of a tensor.
 *
 * *Owns* nothing: `rows` is borrowed and must live as long as the set is used.
 *
 * @throws AeError `shape` if the tensor has no first axis
 * @example
 * await fit(model, fromTensor(tf.tensor2d([[0, 1], [1, 0]])).batch(2))
 */
export function fromTensor<T extends tf.Tensor>(rows: T): Dataset<T> {
  const size = requireRows('fromTensor', rows)
  return fromRowSource({ size, read: (indices) => pick(rows, indices) })
}

/**
 * A data set of rows that consist of several tensors: `{ image, label }`.
 *
 * *Owns* nothing: the tensors are borrowed.
 *
 * @throws AeError `shape` if they differ in their number of rows
 */
export function fromTensors<R extends Readonly<Record<string, tf.Tensor>>>(columns: R): Dataset<R> {
  const entries = Object.entries(columns)
  const sizes = entries.map(([name, column]) => requireRows(`fromTensors.${name}`, column))
  const size = sizes[0] ?? 0
  if (sizes.some((other) => other !== size)) {
    throw new AeError(
      'shape',
      `fromTensors: all columns must have the same number of rows. Received: ${show(sizes)}.`,
    )
  }
  return fromRowSource({
    size,
    // The record is rebuilt key by key, so it has R's keys and R's tensor types.
    read: (indices) =>
      Object.fromEntries(entries.map(([name, column]) => [name, pick(column, indices)])) as R,
  })
}

function requireRows(subject: string, tensor: tf.Tensor): number {
  const rows = tensor instanceof tf.Tensor ? tensor.shape[0] : undefined
  if (rows !== undefined) return rows
  throw new AeError(
    'shape',
    `${subject}: expected a tensor with a batch axis. Received: ${describe(tensor)}.`,
  )
}

function describe(value: unknown): string {
  return value instanceof tf.Tensor ? `a tensor of shape ${show(value.shape)}` : show(value)
}

function pick<T extends tf.Tensor>(rows: T, indices: Int32Array): T {
  const [first = 0] = indices
  const last = indices[indices.length - 1] ?? 0
  const inOrder = last - first === indices.length - 1 && indices.every((row, i) => row === first + i)
  // A slice copies one block, which is far cheaper than a gather; both keep rank and dtype, hence T.
  if (inOrder) return rows.slice([first], [indices.length]) as T
  return tf.tidy(() => rows.gather(tf.tensor1d(indices, 'int32'))) as T
}
