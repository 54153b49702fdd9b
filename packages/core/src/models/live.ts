import type * as tf from '@tensorflow/tfjs'
import { AeError } from '../errors/ae-error'
import { show } from '../errors/require'
import type { StepContext } from '../interfaces/phase'
import type { Shape } from '../interfaces/shape'
import { createRng } from '../rng/rng'

/** What a network is told outside training: no noise, no statistics. */
export function inferenceContext(): StepContext {
  return { training: false, rng: createRng(0), step: 0, totalSteps: 0 }
}

/**
 * Throws if a model is used after `dispose`.
 *
 * @throws AeError `state`
 */
export function requireLive(subject: string, disposed: boolean): void {
  if (disposed) throw new AeError('state', `${subject}: model was disposed.`)
}

/**
 * Throws unless `x` is a batch of rows of a shape.
 *
 * @throws AeError `shape`
 */
export function requireBatch(subject: string, x: tf.Tensor, shape: Shape): void {
  const [, ...row] = x.shape
  if (x.rank === shape.length + 1 && row.every((side, axis) => side === shape[axis])) return
  const expected = ['batch', ...shape].join(', ')
  const missing = x.rank === shape.length && x.shape.every((side, axis) => side === shape[axis])
  throw new AeError(
    'shape',
    `${subject}: expected shape [${expected}]. Received: ${show(x.shape)}.`,
    missing ? { hint: 'add a batch axis: x.expandDims(0).' } : {},
  )
}

/**
 * A shape of one row: at least one axis, every size a positive integer.
 *
 * @throws AeError `config`
 */
export function requireShape(subject: string, option: string, shape: unknown): Shape {
  const valid =
    Array.isArray(shape) && shape.length > 0 && shape.every((side) => Number.isSafeInteger(side) && side > 0)
  if (valid) return Object.freeze([...shape])
  throw new AeError(
    'config',
    `${subject}: \`${option}\` must be a list of positive integers. Received: ${show(shape)}.`,
    {
      hint: 'the batch axis is not part of it: [28, 28, 1].',
    },
  )
}
