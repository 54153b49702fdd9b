import type * as tf from '@tensorflow/tfjs'
import { AeError } from '../errors/ae-error'
import { show } from '../errors/require'

/** Rows of numbers on the host. */
export interface Rows {
  /** Row-major, [count, width]. */
  readonly values: Float32Array
  /** Rows. */
  readonly count: number
  /** Numbers in a row. */
  readonly width: number
}

/**
 * Reads a tensor's rows, flat, moved and scaled so that float32 holds the differences between them: who is whose neighbour
 * stays as it was.
 *
 * @param x [n, …]
 * @throws AeError `shape` without rows or without numbers in them, `data` if a number is not finite
 */
export async function readRows(subject: string, x: tf.Tensor): Promise<Rows> {
  const [count = 0] = x.shape
  const width = x.size / Math.max(1, count)
  if (x.rank === 0 || x.size === 0) {
    throw new AeError('shape', `${subject}: expected rows of numbers. Received shape: ${show(x.shape)}.`)
  }
  const read = await x.data()
  const stranger = read.findIndex((value) => !Number.isFinite(value))
  if (stranger >= 0) {
    throw new AeError(
      'data',
      `${subject}: expected finite numbers. Received: ${show(read[stranger])} in row ${Math.floor(stranger / width)}.`,
    )
  }
  return { values: besideFirst(read, width), count, width }
}

/** Beside the first row and scaled by a power of two, which leaves equal distances equal. */
function besideFirst(read: ArrayLike<number>, width: number): Float32Array {
  const first = Float64Array.from({ length: width }, (_, column) => read[column] ?? 0)
  let largest = 0
  for (let k = 0; k < read.length; k++) {
    largest = Math.max(largest, Math.abs((read[k] ?? 0) - (first[k % width] ?? 0)))
  }
  const scale = largest > 0 ? 2 ** -Math.ceil(Math.log2(largest)) : 0
  return Float32Array.from(read, (value, k) => (value - (first[k % width] ?? 0)) * scale)
}
