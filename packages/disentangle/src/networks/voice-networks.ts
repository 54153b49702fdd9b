import {
  adaIN,
  heNormal,
  type Initializer,
  instanceNorm,
  type NamedWeights,
  type NetworkBuilder,
} from '@ae/core'
import type * as tf from '@tensorflow/tfjs'
import { repeatFrames, shuffleFrames } from '../ops/time-scale'
import { frameConvolution, vectorLayer } from './frame-layers'
import { frameNetwork } from './frame-network'
import { KERNEL, type VoiceTrunkSizes, voiceTrunk } from './voice-trunk'

/** `[T, F]` → `[T′, 2C]`: means, then log-variances, of what is said in each frame. */
export function contentEncoder(
  sizes: VoiceTrunkSizes,
  options: { readonly instanceNorm: boolean },
): NetworkBuilder {
  return frameNetwork({
    kind: 'voice-content-encoder',
    config: { ...sizes, ...options },
    build(weights, { inputShape: [, features = 1], outputShape: [, outputs = 1] }) {
      const trunk = voiceTrunk(weights, { ...sizes, features, normalise: options.instanceNorm })
      const heads = frameConvolution(weights, 'heads', { kernelSize: 1, inputs: sizes.channels, outputs })
      return (x) => heads(trunk(x as tf.Tensor3D))
    },
  })
}

/** Residual dense layers behind the pooled frames. */
const DENSE_BLOCKS = 3

/** `[T, F]` → `[S]`: what frames have in common. Nothing in it is normalised, for statistics over time are what it looks at. */
export function speakerEncoder(sizes: VoiceTrunkSizes): NetworkBuilder {
  return frameNetwork({
    kind: 'voice-speaker-encoder',
    config: sizes,
    build(weights, { inputShape: [, features = 1], outputShape: [outputs = 1] }) {
      const { channels } = sizes
      const trunk = voiceTrunk(weights, { ...sizes, features, normalise: false })
      const size = { inputs: channels, outputs: channels }
      const blocks = Array.from({ length: DENSE_BLOCKS }, (_, i) => {
        const first = vectorLayer(weights, `dense-${i}/first`, size)
        const second = vectorLayer(weights, `dense-${i}/second`, size)
        return (h: tf.Tensor2D): tf.Tensor2D => second(first(h).relu()).relu().add(h)
      })
      const output = vectorLayer(weights, 'output', { inputs: channels, outputs })
      return (x) =>
        output(blocks.reduce((h, block) => block(h), trunk(x as tf.Tensor3D).mean<tf.Tensor2D>(1)))
    },
  })
}

/** Of a layer that gives scales and then shifts: γ begins at 1, or nothing would get through. */
const scalesOfOne: Initializer = (_, [size = 0]) =>
  Float32Array.from({ length: size }, (_, i) => (i < size / 2 ? 1 : 0))

/** `[T′, C + S]`, what is said and behind each frame who says it → `[T, F]`. Who says it comes in as the statistics of each channel. */
export function voiceDecoder(
  { channels, strides }: VoiceTrunkSizes,
  { contentChannels, speakerDim }: { readonly contentChannels: number; readonly speakerDim: number },
): NetworkBuilder {
  const ups = [...strides].reverse()
  return frameNetwork({
    kind: 'voice-decoder',
    config: { channels, strides, contentChannels, speakerDim },
    build(weights, { outputShape: [, features = 1] }) {
      const plain = { bias: false, start: heNormal }
      const input = frameConvolution(weights, 'input', {
        kernelSize: 1,
        inputs: contentChannels,
        outputs: channels,
        ...plain,
      })
      const blocks = ups.map((up, i) => {
        const size = { kernelSize: KERNEL, inputs: channels, outputs: channels, ...plain }
        const first = frameConvolution(weights, `block-${i}/first`, size)
        const second = frameConvolution(weights, `block-${i}/second`, { ...size, outputs: channels * up })
        const [before, after] = ['first', 'second'].map((site) =>
          adaptiveNorm(weights, `block-${i}/${site}-voice`, { channels, speakerDim }),
        )
        return (x: tf.Tensor3D, voice: tf.Tensor2D): tf.Tensor3D => {
          const h = before?.(first(x), voice).relu<tf.Tensor3D>() ?? x
          const y = after?.(shuffleFrames(second(h), up), voice).relu<tf.Tensor3D>() ?? x
          return y.add(up === 1 ? x : repeatFrames(x, up))
        }
      })
      const output = frameConvolution(weights, 'output', {
        kernelSize: 1,
        inputs: channels,
        outputs: features,
      })
      return (x) => {
        const [batch = 0, length = 0] = x.shape
        const content = x.slice([0, 0, 0], [batch, length, contentChannels]) as tf.Tensor3D
        const voice = x
          .slice([0, 0, contentChannels], [batch, 1, speakerDim])
          .reshape<tf.Tensor2D>([batch, speakerDim])
        const begin = instanceNorm(input(content)).relu<tf.Tensor3D>()
        return output(blocks.reduce((h, block) => block(h, voice), begin))
      }
    },
  })
}

function adaptiveNorm(
  weights: NamedWeights,
  name: string,
  { channels, speakerDim }: { readonly channels: number; readonly speakerDim: number },
): (x: tf.Tensor3D, voice: tf.Tensor2D) => tf.Tensor3D {
  const statistics = vectorLayer(weights, name, {
    inputs: speakerDim,
    outputs: 2 * channels,
    biasStart: scalesOfOne,
  })
  return (x, voice) => {
    const both = statistics(voice)
    const [batch] = both.shape
    return adaIN(x, {
      scale: both.slice([0, 0], [batch, channels]),
      shift: both.slice([0, channels], [batch, channels]),
    })
  }
}
