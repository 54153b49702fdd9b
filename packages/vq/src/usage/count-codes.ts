import * as tf from '@tensorflow/tfjs'

/**
 * How often each code was given, for each place an index has: `[N, L]` → `[L, codebookSize]`. −1 counts nowhere.
 *
 * @param indices int32 [N, L], borrowed
 * @returns float32, owned by the caller
 */
export function countCodes(indices: tf.Tensor, codebookSize: number): tf.Tensor {
  const [rows = 0, places = 1] = indices.shape
  return tf.tidy(() => {
    // Each place has a stretch of its own in one long list of counts.
    const starts = tf.range(0, places, 1, 'int32').mul(tf.scalar(codebookSize, 'int32')) // [L]
    const segments = indices
      .maximum(tf.scalar(0, 'int32'))
      .add(starts)
      .reshape<tf.Tensor1D>([rows * places])
    const real = indices
      .greaterEqual(tf.scalar(0, 'int32'))
      .cast('float32')
      .reshape([rows * places])
    return tf.unsortedSegmentSum(real, segments, places * codebookSize).reshape([places, codebookSize])
  })
}
