import { AeError, requireKnownOptions, requirePositiveInteger, show } from '@ae/core'
import * as tf from '@tensorflow/tfjs'

/** Options of {@link hammingNearest}. */
export interface HammingOptions {
  /** How many of the database each query gets; at most as many as there are. Default 10. */
  readonly count?: number
}

/** Distances that are there at a time: 16 MB. */
const CHUNK = 1 << 22

/**
 * The rows of a database whose bits differ least from those of a query, the nearest first: retrieval with binary codes. Of
 * equally near ones any may come first.
 *
 * Memory does not grow with queries × database.
 *
 * @param queries  [Q, d] of −1 and 1, as a `BinaryQuantizer` gives them, borrowed
 * @param database [N, d], as `queries`, borrowed
 * @returns int32 [Q, count], owned by the caller
 * @throws AeError `shape` if the two do not fit, or `count` is more than there are; `config` on a bad option
 * @see Salakhutdinov & Hinton 2009, Semantic Hashing
 * @example
 * const nearest = hammingNearest(tf.tensor2d([[1, -1, 1]]), tf.tensor2d([[-1, 1, -1], [1, 1, 1]]), { count: 1 }) // [[1]]
 */
export function hammingNearest(
  queries: tf.Tensor,
  database: tf.Tensor,
  options: HammingOptions = {},
): tf.Tensor2D {
  const { count = 10 } = requireKnownOptions('hammingNearest', options, ['count'])
  requirePositiveInteger('hammingNearest', 'count', count)
  const [rows = 0, bits = 0] = queries.shape
  const [size = 0, others = 0] = database.shape
  if (queries.rank !== 2 || database.rank !== 2 || bits !== others || rows === 0 || size < count) {
    throw new AeError(
      'shape',
      `hammingNearest: expected queries [Q, d] and a database [N, d] of at least ${count} rows. Received: ${show(queries.shape)}, ${show(database.shape)}.`,
    )
  }
  const step = Math.max(1, Math.floor(CHUNK / size))
  return tf.tidy(() => {
    const parts: tf.Tensor2D[] = []
    for (let start = 0; start < rows; start += step) {
      parts.push(
        tf.tidy(() => {
          const chunk = queries.slice([start], [Math.min(step, rows - start)])
          // Of signs, the product is d less twice the number of bits that differ.
          return tf.topk(tf.matMul(chunk, database, false, true), count).indices as tf.Tensor2D
        }),
      )
    }
    return tf.concat(parts)
  })
}
