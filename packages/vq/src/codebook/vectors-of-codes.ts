import * as tf from '@tensorflow/tfjs'

/** The vectors that each code stands for, together. */
export interface VectorsOfCodes {
  /** [K]; how many. */
  readonly counts: tf.Tensor
  /** [K, D]; their sums. */
  readonly sums: tf.Tensor
}

/**
 * Counts and sums of the vectors of each code. −1 counts nowhere.
 *
 * @param vectors [N, D], borrowed
 * @param indices int32 [N], borrowed
 */
export function vectorsOfCodes(vectors: tf.Tensor, indices: tf.Tensor, codebookSize: number): VectorsOfCodes {
  const { counts, sums } = tf.tidy(() => {
    const none = tf.scalar(0, 'int32')
    const real = indices.greaterEqual(none).cast('float32') // [N]
    const segments = indices.maximum(none).reshape<tf.Tensor1D>([-1])
    return {
      counts: tf.unsortedSegmentSum(real, segments, codebookSize),
      sums: tf.unsortedSegmentSum(vectors.mul(real.expandDims(1)), segments, codebookSize),
    }
  })
  return { counts, sums }
}
