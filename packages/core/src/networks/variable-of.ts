import type * as tf from '@tensorflow/tfjs'

/** The variable in a layer's weight; tfjs marks the field protected, and offers only copies of its value. */
export function variableOf(weight: tf.LayerVariable): tf.Variable {
  return (weight as unknown as { readonly val: tf.Variable }).val
}
