import { glorotUniform, heNormal, instanceNorm, type NamedWeights } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { poolFrames } from '../ops/time-scale'
import { type FrameLayer, frameConvolution } from './frame-layers'

/** Sizes of the networks of {@link AdaINDisentangler}. */
export interface VoiceTrunkSizes {
  /** Kernels of the first layer, of 1, 2, 3 … frames. */
  readonly bankKernels: number
  /** Channels of each of these. */
  readonly bankChannels: number
  /** Channels of all other layers. */
  readonly channels: number
  /** By how much each block shortens time. */
  readonly strides: readonly number[]
}

/** What {@link voiceTrunk} makes. */
export interface VoiceTrunkRequest extends VoiceTrunkSizes {
  /** Numbers of a frame. */
  readonly features: number
  /** Whether each channel loses its mean and variance over time, after each convolution. */
  readonly normalise: boolean
}

/** Frames that a block's convolutions cover. */
export const KERNEL = 5

/**
 * What both encoders begin with: a bank of convolutions beside the frames themselves, then blocks of two convolutions
 * and a shortcut. `[B, T, F]` → `[B, T / product of strides, channels]`.
 *
 * @see Chou, Yeh & Lee 2019, One-shot Voice Conversion, §2.3, arXiv:1904.05742; strides as in the authors' code
 */
export function voiceTrunk(weights: NamedWeights, request: VoiceTrunkRequest): FrameLayer {
  const { features, bankKernels, bankChannels, channels, strides, normalise } = request
  // Without normalisation, what each block adds must be small, or sums grow from block to block.
  const shared = { bias: !normalise, start: normalise ? heNormal : glorotUniform }
  const settle = (x: tf.Tensor3D): tf.Tensor3D => (normalise ? instanceNorm(x) : x).relu<tf.Tensor3D>()
  const bank = Array.from({ length: bankKernels }, (_, i) =>
    frameConvolution(weights, `bank-${i + 1}`, {
      kernelSize: i + 1,
      inputs: features,
      outputs: bankChannels,
      start: shared.start,
    }),
  )
  const input = frameConvolution(weights, 'input', {
    kernelSize: 1,
    inputs: bankKernels * bankChannels + features,
    outputs: channels,
    ...shared,
  })
  const blocks = strides.map((stride, i) => {
    const size = { kernelSize: KERNEL, inputs: channels, outputs: channels, ...shared }
    const first = frameConvolution(weights, `block-${i}/first`, size)
    const second = frameConvolution(weights, `block-${i}/second`, { ...size, stride })
    return (x: tf.Tensor3D): tf.Tensor3D =>
      settle(second(settle(first(x)))).add(stride === 1 ? x : poolFrames(x, stride))
  })
  return (x) => {
    const seen = tf.concat([...bank.map((layer) => layer(x).relu<tf.Tensor3D>()), x], 2)
    return blocks.reduce((h, block) => block(h), settle(input(seen)))
  }
}
