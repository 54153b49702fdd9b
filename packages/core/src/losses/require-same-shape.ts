import * as tf from '@tensorflow/tfjs'
import { AeError } from '../errors/ae-error'
import { show } from '../errors/require'

/**
 * Throws unless both are tensors of one shape with at least one row: a loss never broadcasts.
 *
 * A broadcast compares every row with every other and still falls nicely: a mistake that hides for weeks.
 *
 * @throws AeError `shape`
 */
export function requireSameShape(subject: string, expected: tf.Tensor, received: tf.Tensor): void {
  const shape = shapeOf(subject, expected)
  if (!equalShapes(shape, shapeOf(subject, received))) {
    throw new AeError(
      'shape',
      `${subject}: expected two tensors of one shape. Received: ${show(shape)} and ${show(received.shape)}.`,
      { hint: 'nothing is broadcast; reshape or tile one of them first.' },
    )
  }
  if (expected.rank === 0 || expected.size === 0) {
    throw new AeError(
      'shape',
      `${subject}: expected at least one row and one feature. Received shape: ${show(shape)}.`,
    )
  }
}

/**
 * Throws unless `received` has the shape of `expected` or is a scalar, which stands for the same value everywhere.
 *
 * @throws AeError `shape`
 */
export function requireSameShapeOrScalar(
  subject: string,
  name: string,
  expected: tf.Tensor,
  received: tf.Tensor,
): void {
  const shape = shapeOf(subject, received)
  if (shape.length === 0 || equalShapes(expected.shape, shape)) return
  throw new AeError(
    'shape',
    `${subject}: expected \`${name}\` of shape ${show(expected.shape)}, or a scalar. Received: ${show(shape)}.`,
  )
}

function shapeOf(subject: string, value: unknown): readonly number[] {
  if (value instanceof tf.Tensor) return value.shape
  throw new AeError('shape', `${subject}: expected a tensor. Received: ${show(value)}.`)
}

function equalShapes(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((side, axis) => side === b[axis])
}
