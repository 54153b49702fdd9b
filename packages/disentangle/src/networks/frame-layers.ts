import { glorotUniform, type Initializer, type NamedWeights } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { reflectPad } from '../ops/reflect-pad'

/** `[B, T, C]` → `[B, T′, C′]`, with weights of its own. */
export type FrameLayer = (x: tf.Tensor3D) => tf.Tensor3D

/** What {@link frameConvolution} makes. */
export interface FrameConvolutionRequest {
  /** Frames that a kernel covers. */
  readonly kernelSize: number
  /** Channels it reads. */
  readonly inputs: number
  /** Channels it gives. */
  readonly outputs: number
  /** Frames between windows. Default 1. */
  readonly stride?: number
  /** Whether something is added; in front of a normalisation it would be taken away again. Default true. */
  readonly bias?: boolean
  /** Where its kernel starts. Default `glorotUniform`. */
  readonly start?: Initializer
}

/** A convolution over time whose input is mirrored at both ends; an even kernel sees one frame more of the past. */
export function frameConvolution(
  weights: NamedWeights,
  name: string,
  { kernelSize, inputs, outputs, stride = 1, bias = true, start = glorotUniform }: FrameConvolutionRequest,
): FrameLayer {
  const kernel = weights.create(`${name}/kernel`, { shape: [kernelSize, inputs, outputs], start })
  const added = bias ? weights.bias(`${name}/bias`, outputs) : undefined
  const before = Math.floor(kernelSize / 2)
  const padding = { before, after: kernelSize - 1 - before }
  return (x) => {
    const padded = kernelSize === 1 ? x : reflectPad(x, padding)
    const y = tf.conv1d(padded, kernel as tf.Tensor3D, stride, 'valid')
    return added === undefined ? y : y.add(added)
  }
}

/** `[B, inputs]` → `[B, outputs]`, with weights of its own. */
export type VectorLayer = (x: tf.Tensor2D) => tf.Tensor2D

/** What {@link vectorLayer} makes. */
export interface VectorLayerRequest {
  /** Numbers it reads. */
  readonly inputs: number
  /** Numbers it gives. */
  readonly outputs: number
  /** Where its kernel starts. Default `glorotUniform`. */
  readonly start?: Initializer
  /** Where its bias starts. Default 0. */
  readonly biasStart?: Initializer
}

/** A dense layer without activation. */
export function vectorLayer(
  weights: NamedWeights,
  name: string,
  { inputs, outputs, start = glorotUniform, biasStart }: VectorLayerRequest,
): VectorLayer {
  const kernel = weights.create(`${name}/kernel`, { shape: [inputs, outputs], start })
  const bias =
    biasStart === undefined
      ? weights.bias(`${name}/bias`, outputs)
      : weights.create(`${name}/bias`, { shape: [outputs], start: biasStart })
  return (x) => tf.matMul(x, kernel as tf.Tensor2D).add(bias)
}
