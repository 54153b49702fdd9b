import * as tf from '@tensorflow/tfjs'

/**
 * The rows of a codebook that indices name, zeros where an index is −1. Gradients reach the codebook.
 *
 * @param codebook [K, D], borrowed
 * @param indices  int32 […], borrowed
 * @returns […, D], owned by the caller
 */
export function lookupCodes(codebook: tf.Tensor, indices: tf.Tensor): tf.Tensor {
  return tf.tidy(() => {
    const none = tf.scalar(0, 'int32')
    const flat = indices.reshape([-1])
    const real = flat.greaterEqual(none).cast('float32').expandDims(1)
    // Rows numbered by one axis only: other forms of gather have no gradient on every backend.
    const rows = codebook.gather(flat.maximum(none)).mul(real)
    return rows.reshape([...indices.shape, codebook.shape[1] ?? 1])
  })
}
