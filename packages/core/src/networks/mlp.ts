import * as tf from '@tensorflow/tfjs'
import { requireChoice, requireKnownOptions, requireNumber, requirePositiveInteger } from '../errors/require'
import type { NetworkBuilder } from '../interfaces/network'
import { ACTIVATIONS, type Activation, sequentialNetwork, ZERO_START } from './sequential-network'

/** Options of {@link mlp}. */
export interface MlpOptions {
  /** Units of each hidden layer, from input to output; `[]` for a linear map. */
  readonly hiddenUnits: readonly number[]
  /** Of the hidden layers. Default `relu`. */
  readonly activation?: Activation
  /** Of the output: `sigmoid` for a code in [0, 1]. Default `linear`. */
  readonly outputActivation?: Activation
  /**
   * What initial weights are multiplied by. > 0. Below 1 layers have to move further from where they began, which
   * can make features of more use to others, given steps enough. Default 1; PyTorch's layers begin at about .4.
   */
  readonly initialScale?: number
}

/**
 * A multi-layer perceptron: `[B, …inputShape]` flattened, dense layers, `[B, …outputShape]`.
 *
 * Starts from He's initialisation where it is ReLU, else from Glorot's; biases 0.
 *
 * @see Chizat, Oyallon & Bach 2019, On Lazy Training in Differentiable Programming, arXiv:1812.07956, for `initialScale`
 * @throws AeError `config` on a bad option
 * @example
 * const encoder = mlp({ hiddenUnits: [512, 256] })
 */
export function mlp(options: MlpOptions): NetworkBuilder {
  requireKnownOptions('mlp', options, ['hiddenUnits', 'activation', 'outputActivation', 'initialScale'])
  const hidden = options.hiddenUnits.map((units) => requirePositiveInteger('mlp', 'hiddenUnits', units))
  const activation = requireChoice('mlp', 'activation', options.activation ?? 'relu', ACTIVATIONS)
  const last = requireChoice('mlp', 'outputActivation', options.outputActivation ?? 'linear', ACTIVATIONS)
  const scale = requireNumber('mlp', 'initialScale', options.initialScale ?? 1, { above: 0 })
  return ({ inputShape, outputShape, rng }) => {
    const units = outputShape.reduce((product, side) => product * side, 1)
    const widths = [...hidden, units]
    const dense = widths.map((width, i) =>
      tf.layers.dense({
        ...ZERO_START,
        name: i === hidden.length ? 'output' : `hidden-${i}`,
        units: width,
        activation: i === hidden.length ? last : activation,
        ...(i === 0 && inputShape.length === 1 ? { inputShape: [...inputShape] } : {}),
      }),
    )
    const flatten =
      inputShape.length === 1 ? [] : [tf.layers.flatten({ name: 'flatten', inputShape: [...inputShape] })]
    const shape =
      outputShape.length === 1 ? [] : [tf.layers.reshape({ name: 'shape', targetShape: [...outputShape] })]
    return sequentialNetwork([...flatten, ...dense, ...shape], rng, scale)
  }
}
