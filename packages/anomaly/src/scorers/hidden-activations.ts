import { type CopiedDenseLayer, type Network, readDenseLayers } from '@ae/core'
import * as tf from '@tensorflow/tfjs'

/** What each layer of an encoder makes of rows, and how many numbers that are together. */
export interface HiddenActivations {
  /** Numbers of a row and of all layers together. */
  readonly width: number
  /** [B, inputs] → the row and what every layer makes of it, side by side: [B, width]. Within a tidy. */
  apply(x: tf.Tensor): tf.Tensor
}

/** What a layer does to its sums. */
const ACTIVATIONS: Readonly<Record<string, (x: tf.Tensor) => tf.Tensor>> = {
  linear: (x) => x,
  tanh: tf.tanh,
  relu: tf.relu,
  elu: tf.elu,
  sigmoid: tf.sigmoid,
}

/**
 * The layers of a dense encoder, each of which can be looked at.
 *
 * @throws AeError `config` if it has layers other than dense ones, or an activation that is not known here
 */
export async function hiddenActivations(encoder: Network): Promise<HiddenActivations> {
  const layers = await readDenseLayers('RaPPDetector', encoder, Object.keys(ACTIVATIONS))
  return {
    width: layers.reduce((sum, { units }) => sum + units, layers[0]?.inputs ?? 0),
    apply(x) {
      const all = [x]
      for (const layer of layers) all.push(applied(layer, all.at(-1) ?? x))
      return tf.concat(all, 1)
    },
  }
}

function applied({ inputs, units, kernel, bias, activation }: CopiedDenseLayer, x: tf.Tensor): tf.Tensor {
  const sums = tf.matMul(x as tf.Tensor2D, tf.tensor2d(kernel, [inputs, units])).add(tf.tensor1d(bias))
  return ACTIVATIONS[activation]?.(sums) ?? sums
}
