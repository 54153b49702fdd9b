import {
  AeError,
  type NetworkBuilder,
  type NetworkRequest,
  requireKnownOptions,
  requirePositiveInteger,
  seededNetwork,
  show,
} from '@ae/core'
import * as tf from '@tensorflow/tfjs'

/** Options of {@link codeMapEncoder} and {@link codeMapDecoder}. */
export interface CodeMapOptions {
  /** Channels of the inner layers; the one at half of the image's size has half as many. Default 128. */
  readonly channels?: number
  /** How often width and height are halved. Default 2. */
  readonly halvings?: number
  /** Residual blocks at the smallest size; 0 for none. Default 2. */
  readonly blocks?: number
  /** Channels inside a block. Default 32. */
  readonly blockChannels?: number
}

/** Weights are overwritten from the seed; nothing is drawn for them before. */
const ZEROS = { kernelInitializer: 'zeros', biasInitializer: 'zeros', padding: 'same' } as const

/**
 * An image as a small map of vectors, `[B, H, W, C]` → `[B, h, w, D]`: convolutions 4 × 4 that halve it, one of 3 × 3,
 * residual blocks, and one of 1 × 1 to the vectors.
 *
 * @throws AeError `config` on a bad option; the builder throws `shape` unless h and w are H and W, halved so often
 * @see van den Oord et al. 2017, Neural Discrete Representation Learning, §4.1, arXiv:1711.00937; the network of its code
 */
export function codeMapEncoder(options: CodeMapOptions = {}): NetworkBuilder {
  const { channels, halvings, blocks, blockChannels } = resolve('codeMapEncoder', options)
  return (request) => {
    const { inputShape, outputShape, rng } = request
    requireMaps('codeMapEncoder', request, { image: inputShape, map: outputShape, halvings })
    return seededNetwork(() => {
      const image = tf.input({ shape: [...inputShape] })
      let h = image
      for (let i = 1; i <= halvings; i++) {
        const filters = i === halvings ? channels : half(channels)
        h = apply(tf.layers.conv2d({ ...ZEROS, filters, kernelSize: 4, strides: 2, activation: 'relu' }), h)
      }
      h = apply(tf.layers.conv2d({ ...ZEROS, filters: channels, kernelSize: 3 }), h)
      h = residualBlocks(h, { channels, blocks, blockChannels })
      const vectors = apply(
        tf.layers.conv2d({ ...ZEROS, filters: outputShape.at(-1) ?? 1, kernelSize: 1 }),
        h,
      )
      return tf.model({ name: 'network', inputs: image, outputs: vectors })
    }, rng)
  }
}

/**
 * An image from a small map of vectors, `[B, h, w, D]` → `[B, H, W, C]`: the mirror of {@link codeMapEncoder}, its last
 * layer linear.
 *
 * @throws AeError `config` on a bad option; the builder throws `shape` unless H and W are h and w, doubled so often
 */
export function codeMapDecoder(options: CodeMapOptions = {}): NetworkBuilder {
  const { channels, halvings, blocks, blockChannels } = resolve('codeMapDecoder', options)
  return (request) => {
    const { inputShape, outputShape, rng } = request
    requireMaps('codeMapDecoder', request, { image: outputShape, map: inputShape, halvings })
    return seededNetwork(() => {
      const vectors = tf.input({ shape: [...inputShape] })
      let h = apply(tf.layers.conv2d({ ...ZEROS, filters: channels, kernelSize: 3 }), vectors)
      h = residualBlocks(h, { channels, blocks, blockChannels })
      for (let i = 1; i <= halvings; i++) {
        const last = i === halvings
        const filters = last ? (outputShape.at(-1) ?? 1) : half(channels)
        const activation = last ? 'linear' : 'relu'
        h = apply(tf.layers.conv2dTranspose({ ...ZEROS, filters, kernelSize: 4, strides: 2, activation }), h)
      }
      return tf.model({ name: 'network', inputs: vectors, outputs: h })
    }, rng)
  }
}

type Blocks = Pick<Required<CodeMapOptions>, 'channels' | 'blocks' | 'blockChannels'>

/** `h + conv1(relu(conv3(relu(h))))` so often, and a ReLU. */
function residualBlocks(
  x: tf.SymbolicTensor,
  { channels, blocks, blockChannels }: Blocks,
): tf.SymbolicTensor {
  let h = x
  for (let i = 0; i < blocks; i++) {
    const active = apply(tf.layers.reLU(), h)
    const inner = tf.layers.conv2d({ ...ZEROS, filters: blockChannels, kernelSize: 3, activation: 'relu' })
    const outer = tf.layers.conv2d({ ...ZEROS, filters: channels, kernelSize: 1 })
    // Layers on symbolic tensors give one; their own type allows more.
    h = tf.layers.add().apply([h, apply(outer, apply(inner, active))]) as tf.SymbolicTensor
  }
  return apply(tf.layers.reLU(), h)
}

function apply(layer: tf.layers.Layer, x: tf.SymbolicTensor): tf.SymbolicTensor {
  return layer.apply(x) as tf.SymbolicTensor
}

function half(channels: number): number {
  return Math.max(1, Math.floor(channels / 2))
}

interface Maps {
  readonly image: readonly number[]
  readonly map: readonly number[]
  readonly halvings: number
}

function requireMaps(name: string, { subject }: NetworkRequest, { image, map, halvings }: Maps): void {
  const fits = [0, 1].every((axis) => (map[axis] ?? 0) * 2 ** halvings === image[axis])
  if (image.length === 3 && map.length === 3 && fits) return
  throw new AeError(
    'shape',
    `${subject} (${name}): expected an image [H, W, C] and a map [H / ${2 ** halvings}, W / ${2 ** halvings}, D]. Received: ${show(image)} and ${show(map)}.`,
    { hint: 'change `halvings` or the code shape, or pad the images.' },
  )
}

function resolve(subject: string, options: CodeMapOptions): Required<CodeMapOptions> {
  requireKnownOptions(subject, options, ['channels', 'halvings', 'blocks', 'blockChannels'])
  const { channels = 128, halvings = 2, blocks = 2, blockChannels = 32 } = options
  requirePositiveInteger(subject, 'channels', channels)
  requirePositiveInteger(subject, 'halvings', halvings)
  if (blocks !== 0) requirePositiveInteger(subject, 'blocks', blocks)
  requirePositiveInteger(subject, 'blockChannels', blockChannels)
  return { channels, halvings, blocks, blockChannels }
}
