import * as tf from '@tensorflow/tfjs'

/** What {@link attention} is given. */
export interface AttentionRequest {
  /** What each place asks for, [B·T, D]. */
  readonly queries: tf.Tensor2D
  /** What each place offers, [B·T, D]. */
  readonly keys: tf.Tensor2D
  /** What each place says, [B·T, D]. */
  readonly values: tf.Tensor2D
  /** B, T, and into how many parts D is cut. */
  readonly sizes: { readonly batch: number; readonly length: number; readonly heads: number }
  /** What is added to the scores, [B, 1, 1 or T, T]: 0, or far below it where a place must not be looked at. */
  readonly bias: tf.Tensor
}

/**
 * What every place gathers from all others of its row: softmax(Q Kᵀ / √d + bias) V, in each head by itself.
 *
 * @returns [B·T, D]
 * @see Vaswani et al. 2017, Attention Is All You Need, eq. 1 and §3.2.2, arXiv:1706.03762
 */
export function attention({ queries, keys, values, sizes, bias }: AttentionRequest): tf.Tensor2D {
  const { batch, length, heads } = sizes
  const width = queries.shape[1]
  return tf.tidy(() => {
    const byHead = (x: tf.Tensor2D): tf.Tensor4D =>
      x.reshape<tf.Tensor4D>([batch, length, heads, width / heads]).transpose([0, 2, 1, 3])
    const scores = tf.matMul(byHead(queries), byHead(keys), false, true).mul(Math.sqrt(heads / width))
    const shares = scores.add(bias).softmax(-1) as tf.Tensor4D
    return tf
      .matMul(shares, byHead(values))
      .transpose([0, 2, 1, 3])
      .reshape<tf.Tensor2D>([batch * length, width])
  })
}
