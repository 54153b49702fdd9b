import * as tf from '@tensorflow/tfjs'
import type { Quantized } from './quantizer'

/** `tf.tidy` for what a quantizer returns: all of its tensors outlive it, and nothing else does. */
export function tidyQuantized(f: () => Quantized): Quantized {
  // An interface has no index signature, but everything in this one is a tensor or a record of tensors.
  return tf.tidy(() => f() as unknown as tf.TensorContainer) as unknown as Quantized
}
