import * as tf from '@tensorflow/tfjs'
import { AeError } from '../errors/ae-error'
import { requirePositiveInteger, show } from '../errors/require'
import type { LatentModel } from '../interfaces/model'

/** Options of {@link interpolate}. */
export interface InterpolateOptions {
  /** Rows of the result, both ends included; at least 2. */
  readonly steps: number
}

/**
 * What lies between two rows of data: a straight line between their codes, decoded.
 *
 * @param a [1, …]; borrowed
 * @param b [1, …]; borrowed
 * @returns [steps, …], the caller's; the ends are the reconstructions of `a` and `b`
 * @throws AeError `config` on fewer than two steps, `shape` unless both are single rows
 */
export function interpolate(
  model: LatentModel,
  a: tf.Tensor,
  b: tf.Tensor,
  options: InterpolateOptions,
): tf.Tensor {
  const steps = requirePositiveInteger('interpolate', 'steps', options.steps)
  if (steps < 2) throw new AeError('config', `interpolate: \`steps\` must be at least 2. Received: ${steps}.`)
  if (a.shape[0] !== 1 || b.shape[0] !== 1) {
    throw new AeError(
      'shape',
      `interpolate: expected two single rows. Received shapes ${show(a.shape)} and ${show(b.shape)}.`,
    )
  }
  return tf.tidy(() => {
    const from = model.encode(a)
    const to = model.encode(b)
    const share = tf.linspace(0, 1, steps).reshape([steps, ...from.shape.slice(1).map(() => 1)])
    return model.decode(from.mul(tf.sub(1, share)).add(to.mul(share)))
  })
}
