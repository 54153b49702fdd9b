import {
  AeError,
  type NetworkBuilder,
  type NetworkRequest,
  requireKnownOptions,
  requirePositiveInteger,
  type Shape,
  seededNetwork,
  show,
} from '@ae/core'
import * as tf from '@tensorflow/tfjs'

/** Options of {@link speechUnitEncoder} and {@link speechUnitDecoder}. */
export interface SpeechUnitNetworkOptions {
  /** Channels of the inner layers. Default 128. */
  readonly channels?: number
  /** Residual convolutions: of the encoder after time is halved, of the decoder after it is doubled. Default 3. */
  readonly blocks?: number
}

/** Weights are overwritten from the seed; nothing is drawn for them before. */
const ZEROS = { kernelInitializer: 'zeros', biasInitializer: 'zeros', padding: 'same' } as const

/**
 * Frames as vectors at half the rate, `[B, T, F]` → `[B, T / 2, D]`: a convolution over 3 frames, one over 4 that halves
 * time, residual convolutions over 3, and a linear layer to the vectors.
 *
 * @throws AeError `config` on a bad option; the builder throws `shape` unless time is halved
 * @see Chorowski et al. 2019, Unsupervised Speech Representation Learning Using WaveNet Autoencoders, §3, arXiv:1901.08810;
 * smaller
 */
export function speechUnitEncoder(options: SpeechUnitNetworkOptions = {}): NetworkBuilder {
  const { channels, blocks } = resolve('speechUnitEncoder', options)
  return (request) => {
    const { inputShape, outputShape, rng } = request
    requireTimes('speechUnitEncoder', request, { frames: inputShape, units: outputShape })
    return seededNetwork(() => {
      const frames = tf.input({ shape: [...inputShape] })
      let h = convolve(frames, { filters: channels, kernelSize: 3, activation: 'relu' })
      h = convolve(h, { filters: channels, kernelSize: 4, strides: 2 })
      h = residualConvolutions(h, channels, blocks)
      const vectors = convolve(h, { filters: outputShape[1] ?? 1, kernelSize: 1 })
      return tf.model({ name: 'network', inputs: frames, outputs: vectors })
    }, rng)
  }
}

/**
 * Vectors at half the rate as frames, `[B, T / 2, D]` → `[B, T, F]`: a convolution over 3, every vector twice, residual
 * convolutions over 3 frames, and a linear layer to the frames.
 *
 * @throws AeError `config` on a bad option; the builder throws `shape` unless time is doubled
 */
export function speechUnitDecoder(options: SpeechUnitNetworkOptions = {}): NetworkBuilder {
  const { channels, blocks } = resolve('speechUnitDecoder', options)
  return (request) => {
    const { inputShape, outputShape, rng } = request
    requireTimes('speechUnitDecoder', request, { frames: outputShape, units: inputShape })
    const [length = 1, features = 1] = outputShape
    return seededNetwork(() => {
      const vectors = tf.input({ shape: [...inputShape] })
      let h = convolve(vectors, { filters: channels, kernelSize: 3 })
      // Side by side and then read as twice the time: each vector follows itself.
      const twice = tf.layers.concatenate().apply([h, h]) as tf.SymbolicTensor
      h = apply(tf.layers.reshape({ targetShape: [length, channels] }), twice)
      h = residualConvolutions(h, channels, blocks)
      const frames = convolve(h, { filters: features, kernelSize: 1 })
      return tf.model({ name: 'network', inputs: vectors, outputs: frames })
    }, rng)
  }
}

/** `h + conv3(relu(h))` so often, and a ReLU. */
function residualConvolutions(x: tf.SymbolicTensor, channels: number, blocks: number): tf.SymbolicTensor {
  let h = x
  for (let i = 0; i < blocks; i++) {
    const change = convolve(apply(tf.layers.reLU(), h), { filters: channels, kernelSize: 3 })
    // Layers on symbolic tensors give one; their own type allows more.
    h = tf.layers.add().apply([h, change]) as tf.SymbolicTensor
  }
  return apply(tf.layers.reLU(), h)
}

interface Convolution {
  readonly filters: number
  readonly kernelSize: number
  readonly strides?: number
  readonly activation?: 'relu'
}

function convolve(x: tf.SymbolicTensor, convolution: Convolution): tf.SymbolicTensor {
  return apply(tf.layers.conv1d({ ...ZEROS, ...convolution }), x)
}

function apply(layer: tf.layers.Layer, x: tf.SymbolicTensor): tf.SymbolicTensor {
  return layer.apply(x) as tf.SymbolicTensor
}

interface Times {
  readonly frames: Shape
  readonly units: Shape
}

function requireTimes(name: string, { subject }: NetworkRequest, { frames, units }: Times): void {
  if (frames.length === 2 && units.length === 2 && frames[0] === 2 * (units[0] ?? 0)) return
  throw new AeError(
    'shape',
    `${subject} (${name}): expected frames [T, F] and vectors [T / 2, D]. Received: ${show(frames)} and ${show(units)}.`,
  )
}

function resolve(subject: string, options: SpeechUnitNetworkOptions): Required<SpeechUnitNetworkOptions> {
  requireKnownOptions(subject, options, ['channels', 'blocks'])
  return {
    channels: requirePositiveInteger(subject, 'channels', options.channels ?? 128),
    blocks: requirePositiveInteger(subject, 'blocks', options.blocks ?? 3),
  }
}
