import * as tf from '@tensorflow/tfjs'
import { flatRows } from './flat-rows'

/** `[B, …]` → scalar: the mean over everything. */
export function meanOverAll(perElement: tf.Tensor): tf.Scalar {
  // Row by row first: one sum over everything loses digits on backends that add in float32.
  return tf.tidy(() => flatRows(perElement).mean(1).mean<tf.Scalar>())
}
