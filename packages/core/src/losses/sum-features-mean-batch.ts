import * as tf from '@tensorflow/tfjs'
import { flatRows } from './flat-rows'

/**
 * `[B, …]` → scalar: summed over everything but the batch, averaged over the batch. The reduction of every
 * likelihood here, so that a reconstruction and a KL term are in the same unit: nats a row.
 *
 * @returns scalar, owned by the caller
 */
export function sumFeaturesMeanBatch(perElement: tf.Tensor): tf.Scalar {
  // Row by row first: one sum over everything loses digits on backends that add in float32.
  return tf.tidy(() => flatRows(perElement).sum(1).mean<tf.Scalar>())
}
