import * as tf from '@tensorflow/tfjs'
import type { Network } from '../interfaces/network'
import type { Rng } from '../interfaces/rng'
import { glorotUniform, heNormal, type Initializer, ones, orthogonal, zeros } from './initializers'
import { layersNetwork } from './layers-network'

/** What a hidden layer may do to its sums; names are tfjs'. */
export type Activation = 'relu' | 'elu' | 'selu' | 'tanh' | 'sigmoid' | 'softplus' | 'swish' | 'linear'

/** All of {@link Activation}, for checks. */
export const ACTIVATIONS: readonly Activation[] = [
  'relu',
  'elu',
  'selu',
  'tanh',
  'sigmoid',
  'softplus',
  'swish',
  'linear',
]

/** Settings of every layer with weights: they start at zero and are overwritten from the seed. */
export const ZERO_START = { kernelInitializer: 'zeros', biasInitializer: 'zeros' } as const

/**
 * A network of layers in a row, its weights drawn from `rng`.
 *
 * tfjs' own initialisers are not used: they are slow, take seed 0 for no seed, and differ between versions.
 *
 * @param initialScale what weights are multiplied by, biases not
 */
export function sequentialNetwork(layers: tf.layers.Layer[], rng: Rng, initialScale = 1): Network {
  return builtNetwork(() => tf.sequential({ name: 'network', layers }), rng, initialScale)
}

/**
 * A network of any layers, also such as branch and meet again, its weights drawn from `rng`: for builders of your own.
 *
 * @param build makes the model; what initialisers it names does not matter, `zeros` being the cheapest
 * @throws AeError as `layersNetwork` does
 * @example
 * const network = seededNetwork(() => {
 *   const x = tf.input({ shape: [8] })
 *   const hidden = tf.layers.dense({ units: 8, activation: 'relu' }).apply(x) as tf.SymbolicTensor
 *   return tf.model({ inputs: x, outputs: tf.layers.add().apply([x, hidden]) as tf.SymbolicTensor })
 * }, rng)
 */
export function seededNetwork(build: () => tf.LayersModel, rng: Rng): Network {
  return builtNetwork(build, rng, 1)
}

function builtNetwork(build: () => tf.LayersModel, rng: Rng, scale: number): Network {
  const model = tf.tidy(() => asContainer(build())) as unknown as Held
  tf.tidy(() => initialize(model.held, rng, scale))
  return layersNetwork(model.held)
}

interface Held {
  readonly held: tf.LayersModel
}

/** Carries a model out of `tf.tidy`, whose type lets only tensors through; its variables survive. */
function asContainer(held: tf.LayersModel): tf.TensorContainer {
  return { held } as unknown as tf.TensorContainer
}

function initialize(model: tf.LayersModel, rng: Rng, scale: number): void {
  model.layers.forEach((layer, position) => {
    const values = layer.weights.map((weight) => {
      const name = weight.originalName.split('/').at(-1) ?? ''
      const shape = weight.shape.map((side) => side ?? 1)
      const start = initializerOf(layer, name)(rng.fork(`${position}/${name}`), shape)
      const tensor = tf.tensor(start, shape, 'float32')
      return name === 'kernel' && scale !== 1 ? tensor.mul(scale) : tensor
    })
    if (values.length > 0) layer.setWeights(values)
  })
}

function initializerOf(layer: tf.layers.Layer, weight: string): Initializer {
  if (weight === 'recurrent_kernel') return orthogonal
  if (weight === 'gamma' || weight === 'moving_variance') return ones
  if (weight === 'bias' && layer.getClassName() === 'LSTM') return openForgetGate
  if (weight !== 'kernel') return zeros
  const initializer = layer.getConfig().activation === 'relu' ? heNormal : glorotUniform
  return layer.getClassName() === 'Conv2DTranspose' ? transposedKernel(initializer) : initializer
}

/** What is remembered is kept until the network learns to forget. Gates lie side by side: input, forget, candidate, output. */
const openForgetGate: Initializer = (_, [gates = 0]) =>
  Float32Array.from({ length: gates }, (_, i) => Number(Math.floor((4 * i) / gates) === 1))

/** A transposed convolution keeps its kernel as [h, w, out, in]; its fans are those of [h, w, in, out]. */
function transposedKernel(initializer: Initializer): Initializer {
  return (rng, [height = 1, width = 1, outputs = 1, inputs = 1]) =>
    initializer(rng, [height, width, inputs, outputs])
}
