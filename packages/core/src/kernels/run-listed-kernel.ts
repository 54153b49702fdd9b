import * as tf from '@tensorflow/tfjs'

/**
 * Runs a backend's kernel on a list of inputs, known by their positions: a kernel that takes as many as a network has
 * layers, and whose gradient may save them all.
 */
export function runListedKernel(
  name: string,
  inputs: readonly tf.Tensor[],
  attributes: object,
): readonly tf.Tensor[] {
  // The engine takes lists of inputs, as its own AddN does; its types do not say so.
  const [named, attrs] = [inputs as unknown as tf.NamedTensorMap, attributes as tf.NamedAttrMap]
  const result = tf.engine().runKernel(name, named, attrs) as tf.Tensor | readonly tf.Tensor[]
  return Array.isArray(result) ? (result as readonly tf.Tensor[]) : [result as tf.Tensor]
}

/**
 * Whether the active backend has a kernel whose own gradient is a kernel, too, and may be used now: inside a gradient
 * of a gradient it may not, for that one has none.
 */
export function hasDifferentiableKernel(name: string): boolean {
  return tf.getKernel(name, tf.getBackend()) !== undefined && tf.engine().state.gradientDepth < 2
}
