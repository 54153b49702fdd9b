import { heNormal, type NamedWeights, type NetworkBuilder } from '@ae/core'
import type * as tf from '@tensorflow/tfjs'
import { keepEnds } from '../ops/keep-ends'
import { type FrameLayer, frameConvolution } from './frame-layers'
import { frameNetwork } from './frame-network'
import { lstmLayer, reversed } from './recurrent-layers'

/** Sizes of the networks of {@link AutoVC}. */
export interface BottleneckSizes {
  /** Numbers of the code in each direction of time. */
  readonly neck: number
  /** Frames from one place of the code to the next. */
  readonly every: number
  /** Channels of the convolutions. */
  readonly channels: number
  /** Units of the decoder's recurrent layers. */
  readonly units: number
}

/** Frames that a convolution covers, and how many there are in a row. */
const KERNEL = 5
const CONVOLUTIONS = 3
/** Recurrent layers over each other. */
const LAYERS = 2

/** `[T, F + speaker]` → `[T / every, 2 · neck]`: convolutions, two recurrent layers that go both ways, and their ends. */
export function bottleneckEncoder(sizes: BottleneckSizes): NetworkBuilder {
  const { neck, every, channels } = sizes
  return frameNetwork({
    kind: 'bottleneck-encoder',
    config: { neck, every, channels },
    build(weights, { inputShape: [, inputs = 1] }) {
      const stack = convolutions(weights, inputs, channels)
      const both = Array.from({ length: LAYERS }, (_, i) => {
        const size = { inputs: i === 0 ? channels : 2 * neck, units: neck }
        return {
          forward: lstmLayer(weights, `recurrent-${i}/forward`, size),
          backward: lstmLayer(weights, `recurrent-${i}/backward`, size),
        }
      })
      return (x) => {
        let h = stack(x as tf.Tensor3D)
        let ends = h
        both.forEach(({ forward, backward }, i) => {
          const ways = { forward: forward(h), backward: reversed(backward(reversed(h))) }
          if (i === LAYERS - 1) ends = keepEnds(ways, every)
          else h = ways.forward.concat(ways.backward, 2)
        })
        return ends
      }
    },
  })
}

/** `[T, 2 · neck + speaker]` → `[T, F]`: a recurrent layer, convolutions, two recurrent layers. */
export function bottleneckDecoder({ channels, units }: BottleneckSizes): NetworkBuilder {
  return frameNetwork({
    kind: 'bottleneck-decoder',
    config: { channels, units },
    build(weights, { inputShape: [, inputs = 1], outputShape: [, features = 1] }) {
      const first = lstmLayer(weights, 'first', { inputs, units })
      const stack = convolutions(weights, units, channels)
      const layers = Array.from({ length: LAYERS }, (_, i) =>
        lstmLayer(weights, `recurrent-${i}`, { inputs: i === 0 ? channels : units, units }),
      )
      const output = frameConvolution(weights, 'output', { kernelSize: 1, inputs: units, outputs: features })
      return (x) => output(layers.reduce((h, layer) => layer(h), stack(first(x as tf.Tensor3D))))
    },
  })
}

/** `[T, F]` → `[T, F]`: what is added to a spectrogram. */
export function postnet(layers: number, channels: number): NetworkBuilder {
  return frameNetwork({
    kind: 'bottleneck-postnet',
    config: { layers, channels },
    build(weights, { inputShape: [, features = 1] }) {
      const stack = Array.from({ length: layers }, (_, i) =>
        frameConvolution(weights, `convolution-${i}`, {
          kernelSize: KERNEL,
          inputs: i === 0 ? features : channels,
          outputs: i === layers - 1 ? features : channels,
        }),
      )
      return (x) =>
        stack.reduce((h, layer, i) => (i === layers - 1 ? layer(h) : layer(h).tanh()), x as tf.Tensor3D)
    },
  })
}

function convolutions(weights: NamedWeights, inputs: number, channels: number): FrameLayer {
  const stack = Array.from({ length: CONVOLUTIONS }, (_, i) =>
    frameConvolution(weights, `convolution-${i}`, {
      kernelSize: KERNEL,
      inputs: i === 0 ? inputs : channels,
      outputs: channels,
      start: heNormal,
    }),
  )
  return (x) => stack.reduce((h, layer) => layer(h).relu(), x)
}
