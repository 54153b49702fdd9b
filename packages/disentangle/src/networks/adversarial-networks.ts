import { heNormal, type Initializer, instanceNorm, type NamedWeights, type NetworkBuilder } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { dropEntries } from '../ops/drop-entries'
import { poolFrames, repeatFrames, shuffleFrames } from '../ops/time-scale'
import { type FrameLayer, frameConvolution, vectorLayer } from './frame-layers'
import { frameNetwork } from './frame-network'
import { KERNEL, type VoiceTrunkSizes } from './voice-trunk'

/** Slope of what is negative. */
const SLOPE = 0.01
/** Frames that the decoder's convolutions cover. */
const DECODER_KERNEL = 3
/** Residual layers a frame, behind the encoder's blocks and the decoder's. */
const DENSE_BLOCKS = 2
/** Convolutions of the classifier, before the one that spans the code. */
const CLASSIFIER_LAYERS = 3

const leaky = (x: tf.Tensor3D): tf.Tensor3D => tf.leakyRelu(x, SLOPE)

/**
 * `[T, F]` → `[T′, C]`: a bank of convolutions beside the frames, blocks of two convolutions and a shortcut, layers a frame.
 * Each is normalised over time behind its activation.
 */
export function adversarialEncoder(sizes: VoiceTrunkSizes): NetworkBuilder {
  const { bankKernels, bankChannels, channels, strides } = sizes
  return frameNetwork({
    kind: 'adversarial-encoder',
    config: { bankKernels, bankChannels, channels, strides },
    build(weights, { inputShape: [, features = 1], outputShape: [, outputs = 1] }) {
      const bank = Array.from({ length: bankKernels }, (_, i) =>
        layer(weights, `bank-${i + 1}`, { kernelSize: i + 1, inputs: features, outputs: bankChannels }),
      )
      const input = layer(weights, 'input', {
        kernelSize: 1,
        inputs: bankKernels * bankChannels + features,
        outputs: channels,
      })
      const size = { kernelSize: KERNEL, inputs: channels, outputs: channels }
      const blocks = strides.map((stride, i) => {
        const first = layer(weights, `block-${i}/first`, size)
        const second = layer(weights, `block-${i}/second`, { ...size, stride })
        return (x: tf.Tensor3D): tf.Tensor3D =>
          instanceNorm(leaky(second(leaky(first(x))))).add(stride === 1 ? x : poolFrames(x, stride))
      })
      const dense = denseBlocks(weights, channels)
      const output = layer(weights, 'output', { kernelSize: 1, inputs: channels, outputs })
      return (x) => {
        const frames = x as tf.Tensor3D
        const seen = tf.concat([...bank.map((each) => leaky(each(frames))), frames], 2)
        const h = blocks.reduce((y, block) => block(y), instanceNorm(leaky(input(seen))))
        return output(dense.reduce((y, block) => block(y), h))
      }
    },
  })
}

/** What {@link adversarialDecoder} must know beside the sizes. */
export interface AdversarialDecoderOptions {
  /** Numbers of the code of a frame. */
  readonly contentChannels: number
  /** Speakers there are. */
  readonly speakers: number
  /** Where the last layer's kernel starts. Default `glorotUniform`. */
  readonly last?: Initializer
}

/**
 * `[T′, C + S]`, what is said and behind each frame who says it → `[T, F]`. Each block has a table of speakers of its own, whose
 * row is added to what each of its convolutions reads.
 */
export function adversarialDecoder(
  { channels, strides }: Pick<VoiceTrunkSizes, 'channels' | 'strides'>,
  { contentChannels, speakers, last }: AdversarialDecoderOptions,
): NetworkBuilder {
  const ups = [...strides].reverse()
  return frameNetwork({
    kind: 'adversarial-decoder',
    config: { channels, strides, contentChannels, speakers },
    build(weights, { outputShape: [, features = 1] }) {
      const table = (name: string): ((who: tf.Tensor2D) => tf.Tensor3D) => {
        const rows = weights.create(`${name}/speakers`, { shape: [speakers, channels] })
        return (who) => tf.matMul(who, rows as tf.Tensor2D).expandDims<tf.Tensor3D>(1)
      }
      const input = layer(weights, 'input', { kernelSize: 1, inputs: contentChannels, outputs: channels })
      const blocks = ups.map((up, i) => {
        const size = { kernelSize: DECODER_KERNEL, inputs: channels, outputs: channels }
        const voice = table(`block-${i}`)
        const first = layer(weights, `block-${i}/first`, { ...size, outputs: channels * up })
        const second = layer(weights, `block-${i}/second`, size)
        return (x: tf.Tensor3D, who: tf.Tensor2D): tf.Tensor3D => {
          const added = voice(who)
          const h = shuffleFrames(leaky(first(x.add(added))), up)
          const y = instanceNorm(leaky(second(h.add(added))))
          return y.add(up === 1 ? x : repeatFrames(x, up))
        }
      })
      const denseVoice = table('dense')
      const dense = denseBlocks(weights, channels)
      const output = frameConvolution(weights, 'output', {
        kernelSize: 1,
        inputs: channels + speakers,
        outputs: features,
        ...(last === undefined ? {} : { start: last }),
      })
      return (x) => {
        const [batch = 0, length = 0] = x.shape
        const content = x.slice([0, 0, 0], [batch, length, contentChannels]) as tf.Tensor3D
        const who = x
          .slice([0, 0, contentChannels], [batch, 1, speakers])
          .reshape<tf.Tensor2D>([batch, speakers])
        const h = blocks.reduce((y, block) => block(y, who), leaky(input(content)))
        const added = denseVoice(who)
        const y = dense.reduce((z, block) => block(z, added), h)
        const [, frames] = y.shape
        return output(tf.concat([y, who.expandDims<tf.Tensor3D>(1).tile([1, frames, 1])], 2))
      }
    },
  })
}

/** `[T′, C]` → `[S]`: who is heard in a code. Convolutions, and one that spans the code; numbers are left out in training. */
export function speakerClassifier(channels: number, options: { readonly dropout: number }): NetworkBuilder {
  return frameNetwork({
    kind: 'adversarial-classifier',
    config: { channels, ...options },
    build(weights, { inputShape: [length = 1, inputs = 1], outputShape: [speakers = 1] }) {
      const layers = Array.from({ length: CLASSIFIER_LAYERS }, (_, i) =>
        layer(weights, `convolution-${i}`, {
          kernelSize: Math.min(KERNEL, length),
          inputs: i === 0 ? inputs : channels,
          outputs: channels,
        }),
      )
      const output = vectorLayer(weights, 'output', { inputs: length * channels, outputs: speakers })
      return (x, ctx) => {
        const h = layers.reduce((y, each, i) => {
          const z = instanceNorm(leaky(each(y)))
          return ctx.training ? dropEntries(z, options.dropout, ctx.rng.fork(`dropout ${i}`)) : z
        }, x as tf.Tensor3D)
        return output(h.reshape([h.shape[0], length * channels]))
      }
    },
  })
}

function layer(
  weights: NamedWeights,
  name: string,
  size: {
    readonly kernelSize: number
    readonly inputs: number
    readonly outputs: number
    readonly stride?: number
  },
): FrameLayer {
  return frameConvolution(weights, name, { ...size, start: heNormal })
}

/** Layers that see one frame, and add to it; a voice may be added to what they read. */
function denseBlocks(
  weights: NamedWeights,
  channels: number,
): readonly ((x: tf.Tensor3D, voice?: tf.Tensor3D) => tf.Tensor3D)[] {
  const size = { kernelSize: 1, inputs: channels, outputs: channels }
  return Array.from({ length: DENSE_BLOCKS }, (_, i) => {
    const first = layer(weights, `dense-${i}/first`, size)
    const second = layer(weights, `dense-${i}/second`, size)
    return (x, voice) => {
      const h = leaky(first(voice === undefined ? x : x.add(voice)))
      return instanceNorm(leaky(second(voice === undefined ? h : h.add(voice)))).add(x)
    }
  })
}
