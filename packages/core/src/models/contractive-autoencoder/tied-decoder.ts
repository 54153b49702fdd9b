import * as tf from '@tensorflow/tfjs'
import type { Network } from '../../interfaces/network'
import type { Shape } from '../../interfaces/shape'
import { activate, type SmoothLayer } from './jacobian'

/**
 * An encoder's layers backwards: kernels transposed and shared with it, biases of its own, from zero. Where the encoder
 * has an activation between two layers, so has this; its output is linear.
 */
export function tiedDecoder(layers: readonly SmoothLayer[], outputShape: Shape): Network {
  const biases = layers.map(({ kernel }) => tf.tidy(() => tf.variable(tf.zeros([kernel.shape[0]]))))
  return {
    inputShape: [layers.at(-1)?.kernel.shape[1] ?? 1],
    outputShape,
    variables: biases,
    apply: (z) =>
      tf.tidy(() =>
        layers
          .reduceRight((value, { kernel }, i) => {
            const sums: tf.Tensor2D = value.matMul(kernel, false, true).add(biases[i] ?? 0)
            return activate(sums, layers[i - 1]?.activation ?? 'linear')
          }, z as tf.Tensor2D)
          .reshape([-1, ...outputShape]),
      ),
    weights: () => Object.fromEntries(biases.map((bias, i) => [`${i}-tied/bias`, bias])),
    topology: () => ({ kind: 'tied', config: {} }),
    dispose: () => {
      for (const bias of biases) bias.dispose()
    },
  }
}
