import * as tf from '@tensorflow/tfjs'

/**
 * What `f` makes, as a constant, whatever it makes it of: no gradient flows back through it, and none is computed.
 *
 * Where numbers of rows are chosen, tfjs cannot do without: it refuses a loss that leads through an index.
 */
export function withoutGradient<T extends tf.Tensor>(f: () => T): T {
  // For the tape, an operation without inputs comes from nowhere.
  const op = tf.customGrad(() => ({ value: f(), gradFunc: () => [] }))
  // customGrad forgets the rank; f keeps it.
  return op() as T
}
