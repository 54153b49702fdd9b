import * as tf from '@tensorflow/tfjs'
import type { NetworkBuilder } from '../interfaces/network'
import { type Activation, sequentialNetwork, ZERO_START } from './sequential-network'

/** Where a dense layer starts. */
export interface DenseStart {
  /** [in, out]; borrowed */
  readonly kernel: tf.Tensor
  /** [out]; borrowed */
  readonly bias: tf.Tensor
  /** What it does to its sums. */
  readonly activation: Activation
}

/** Options of {@link denseFrom}. */
export interface DenseFromOptions {
  /** Whether a linear layer of fresh weights follows, to the outputs that are asked for. Default false. */
  readonly head?: boolean
}

/** Dense layers that begin with weights somebody has learnt before, as `mlp` with another start. */
export function denseFrom(starts: readonly DenseStart[], options: DenseFromOptions = {}): NetworkBuilder {
  return ({ inputShape, outputShape, rng }) => {
    const outputs = outputShape.reduce((product, side) => product * side, 1)
    const learnt = starts.map(({ bias, activation }, i) => ({
      name: `hidden-${i}`,
      units: bias.size,
      activation,
    }))
    const head =
      options.head === true ? [{ name: 'output', units: outputs, activation: 'linear' as const }] : []
    const dense = [...learnt, ...head].map((layer, i) =>
      tf.layers.dense({
        ...ZERO_START,
        ...layer,
        ...(i === 0 && inputShape.length === 1 ? { inputShape: [...inputShape] } : {}),
      }),
    )
    const flatten =
      inputShape.length === 1 ? [] : [tf.layers.flatten({ name: 'flatten', inputShape: [...inputShape] })]
    const shape =
      outputShape.length === 1 ? [] : [tf.layers.reshape({ name: 'shape', targetShape: [...outputShape] })]
    const network = sequentialNetwork([...flatten, ...dense, ...shape], rng)
    // Kernel and bias take turns, layer by layer; the head's come last and stay as they are.
    starts.forEach(({ kernel, bias }, i) => {
      network.variables[2 * i]?.assign(kernel)
      network.variables[2 * i + 1]?.assign(bias)
    })
    return network
  }
}
