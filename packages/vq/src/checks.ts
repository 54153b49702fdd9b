import { AeError, type Shape, show } from '@ae/core'
import type * as tf from '@tensorflow/tfjs'

/**
 * Throws unless `z` holds vectors of a size, and the mask, if there is one, a number for each.
 *
 * @throws AeError `shape`
 */
export function requireVectors(subject: string, z: tf.Tensor, codeDim: number, mask?: tf.Tensor): void {
  if (z.rank < 2 || z.shape.at(-1) !== codeDim) {
    throw new AeError(
      'shape',
      `${subject}: expected vectors [batch, …, ${codeDim}]. Received: ${show(z.shape)}.`,
    )
  }
  const expected = z.shape.slice(0, -1)
  if (mask === undefined || show(mask.shape) === show(expected)) return
  throw new AeError(
    'shape',
    `${subject}: expected a \`mask\` of shape ${show(expected)}, 1 for a vector and 0 for padding. Received: ${show(mask.shape)}.`,
  )
}

/**
 * Throws unless `indices` are integers, with the axes at the end that the indices of one vector have.
 *
 * @throws AeError `shape`
 */
export function requireIndices(subject: string, indices: tf.Tensor, indexShape: Shape): void {
  const end = indices.shape.slice(indices.rank - indexShape.length)
  const fits = indices.rank > indexShape.length && show(end) === show(indexShape)
  if (fits && indices.dtype === 'int32') return
  throw new AeError(
    'shape',
    `${subject}: expected int32 indices [${['batch', '…', ...indexShape].join(', ')}]. Received: ${indices.dtype} ${show(indices.shape)}.`,
  )
}

/**
 * Throws unless there is a number for each row: its class, its speaker.
 *
 * @throws AeError `shape`
 */
export function requireOneARow(
  subject: string,
  what: string,
  numbers: tf.Tensor,
  rows: number | undefined,
): void {
  if (numbers.rank === 1 && numbers.shape[0] === rows) return
  throw new AeError(
    'shape',
    `${subject}: expected one ${what} a row, [${rows}]. Received: ${show(numbers.shape)}.`,
  )
}

/**
 * Throws if a quantizer is used after `dispose`.
 *
 * @throws AeError `state`
 */
export function requireOpen(subject: string, disposed: boolean): void {
  if (disposed) throw new AeError('state', `${subject}: quantizer was disposed.`)
}
