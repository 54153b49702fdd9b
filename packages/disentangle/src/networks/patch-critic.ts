import { heNormal, instanceNorm, type NetworkBuilder } from '@ae/core'
import type * as tf from '@tensorflow/tfjs'
import { frameConvolution } from './frame-layers'
import { frameNetwork } from './frame-network'
import { KERNEL } from './voice-trunk'

/** Channels of the critic's layers, each of which halves time. */
const CHANNELS = [32, 64, 64] as const
/** Channels of what both heads read. */
const HEAD_CHANNELS = 32
/** Slope of what is negative: as critics of patches usually have it, for with the paper's .01 channels that are all negative hardly vary, and are steep once normalised. */
const SLOPE = 0.2

/**
 * Made of what has a second derivative in tfjs: its own leaky function of rectifiers has one, `tf.leakyRelu` throws.
 */
const leaky = (x: tf.Tensor3D): tf.Tensor3D => x.relu<tf.Tensor3D>().sub(x.neg().relu().mul(SLOPE))

/**
 * `[T, F]` → `[1 + S]`: how real a clip looks, and logits of who speaks in it. Each is the mean of what is thought of stretches
 * of frames. A gradient penalty needs its second derivative: it must stay made of operations that have one.
 */
export function patchCritic(): NetworkBuilder {
  return frameNetwork({
    kind: 'patch-critic',
    config: {},
    build(weights, { inputShape: [length = 1, features = 1], outputShape: [outputs = 1] }) {
      // As many as there are frames for.
      const widths = CHANNELS.filter((_, i) => length / 2 ** i > KERNEL)
      const layers = widths.map((channels, i) =>
        frameConvolution(weights, `convolution-${i}`, {
          kernelSize: KERNEL,
          inputs: widths[i - 1] ?? features,
          outputs: channels,
          stride: 2,
          start: heNormal,
        }),
      )
      const inputs = widths.at(-1) ?? features
      const last = frameConvolution(weights, 'last', {
        kernelSize: 1,
        inputs,
        outputs: HEAD_CHANNELS,
        start: heNormal,
      })
      const heads = frameConvolution(weights, 'heads', { kernelSize: 1, inputs: HEAD_CHANNELS, outputs })
      return (x) => {
        // The first layer is not normalised: how loud a clip is tells whether it is real, and who speaks.
        const h = layers.reduce((y, layer, i) => {
          const z = leaky(layer(y))
          return i === 0 ? z : instanceNorm(z)
        }, x as tf.Tensor3D)
        return heads(leaky(last(h))).mean(1)
      }
    },
  })
}
