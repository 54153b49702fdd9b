import type * as tf from '@tensorflow/tfjs'
import { AeError } from '../errors/ae-error'
import type { Dataset } from '../interfaces/dataset'
import type { Shape } from '../interfaces/shape'

/**
 * Shape of one row of a data set whose rows vary: there must be two at least.
 *
 * @throws AeError `shape` if there are not, or rows have no numbers
 */
export async function rowShape(subject: string, rows: Dataset<tf.Tensor>): Promise<Shape> {
  if (rows.size < 2) {
    throw new AeError('shape', `${subject}: expected at least two rows. Received: ${rows.size}.`)
  }
  for await (const first of rows.batch(1)) {
    first.dispose()
    if (first.size > 0) return first.shape.slice(1)
  }
  throw new AeError('shape', `${subject}: expected rows of at least one feature. Received rows of none.`)
}
