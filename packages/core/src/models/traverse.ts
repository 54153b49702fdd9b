import * as tf from '@tensorflow/tfjs'
import { AeError } from '../errors/ae-error'
import { show } from '../errors/require'
import type { LatentModel } from '../interfaces/model'

/** Options of {@link traverse}. */
export interface TraverseOptions {
  /** Which number of the code to change, from 0. */
  readonly dimension: number
  /** What to put there, one row of the result each. */
  readonly values: readonly number[]
}

/**
 * What one number of a code does: the code decoded with other values in its place.
 *
 * @param z [1, D]; borrowed
 * @returns [values, …], the caller's
 * @throws AeError `shape` unless `z` is one flat code, `config` if it has no such dimension or there are no values
 */
export function traverse(model: LatentModel, z: tf.Tensor, options: TraverseOptions): tf.Tensor {
  const { dimension, values } = options
  const size = z.shape[1]
  if (z.rank !== 2 || z.shape[0] !== 1 || size === undefined) {
    throw new AeError('shape', `traverse: expected a code of shape [1, D]. Received: ${show(z.shape)}.`)
  }
  if (!Number.isInteger(dimension) || dimension < 0 || dimension >= size) {
    throw new AeError(
      'config',
      `traverse: \`dimension\` must be a whole number from 0 to ${size - 1}. Received: ${show(dimension)}.`,
    )
  }
  if (values.length === 0) throw new AeError('config', 'traverse: `values` must not be empty. Received: [].')
  return tf.tidy(() => {
    const mask = tf.oneHot(tf.tensor1d([dimension], 'int32'), size).cast('float32') // [1, D]
    const column = tf.tensor2d([...values], [values.length, 1])
    return model.decode(z.mul(tf.sub(1, mask)).add(column.mul(mask)))
  })
}
