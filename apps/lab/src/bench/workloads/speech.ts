import {
  adaIN,
  createRng,
  instanceNorm,
  layersNetwork,
  type Network,
  type Phase,
  type Trainable,
} from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import type { Workload } from '../workload'
import { trainingRun } from './training'

const BATCH = 32
const FRAMES = 128
const MELS = 80
const CHANNELS = 128
const CONTENT = 64
const SPEAKERS = 6
/** Numbers that describe a speaker. */
const SPEAKER = 64

/** Spectra and who speaks. */
type Speech = {
  /** [B, T, M] */
  readonly mel: tf.Tensor
  /** int32 [B] */
  readonly speaker: tf.Tensor
}

/** 128 frames of 80 mels through strided convolutions with instance norm, and back with a speaker's scale and shift. */
export const speech: Workload = {
  name: 'speech',
  amount: BATCH,
  unit: 'samples',
  must: 0.4,
  goal: 0.7,
  async start() {
    const rng = createRng(1)
    const speaker = tf.tensor1d(
      Array.from({ length: BATCH }, () => rng.integer(SPEAKERS)),
      'int32',
    )
    return trainingRun(speechModel(), { mel: rng.uniform([BATCH, FRAMES, MELS]), speaker })
  },
}

function speechModel(): Trainable<Speech> & { dispose(): void } {
  const encoder = [
    convolution([FRAMES, MELS], CHANNELS, { activation: 'relu' }),
    convolution([FRAMES, CHANNELS], CHANNELS, { activation: 'relu', strides: 2 }),
    convolution([FRAMES / 2, CHANNELS], CHANNELS, { activation: 'relu', strides: 2 }),
  ]
  const toContent = convolution([FRAMES / 4, CHANNELS], CONTENT, { kernelSize: 1 })
  const decoder = [
    convolution([FRAMES / 4, CONTENT], CHANNELS, { activation: 'relu' }),
    convolution([FRAMES / 2, CHANNELS], CHANNELS, { activation: 'relu' }),
    convolution([FRAMES, CHANNELS], CHANNELS, { activation: 'relu' }),
  ]
  const styles = decoder.map(() =>
    layersNetwork(
      tf.sequential({ layers: [tf.layers.dense({ units: 2 * CHANNELS, inputShape: [SPEAKER] })] }),
    ),
  )
  const toMels = convolution([FRAMES, CHANNELS], MELS, { kernelSize: 1 })
  const table = tf.tidy(() => tf.variable(createRng(2).normal([SPEAKERS, SPEAKER])))
  const networks = [...encoder, toContent, ...decoder, ...styles, toMels]
  const phase: Phase<Speech> = {
    name: 'speech',
    variables: [...networks.flatMap(({ variables }) => variables), table],
    objective({ mel, speaker }, ctx) {
      let hidden: tf.Tensor = mel
      for (const layer of encoder) hidden = instanceNorm(layer.apply(hidden, ctx))
      hidden = toContent.apply(hidden, ctx)
      const voice = table.gather(speaker as tf.Tensor1D) // [B, 64]
      decoder.forEach((layer, i) => {
        hidden = layer.apply(i === 0 ? hidden : twiceAsLong(hidden), ctx)
        const [shift, scale] = tf.split(styles[i]?.apply(voice, ctx) ?? voice, 2, 1)
        if (shift !== undefined && scale !== undefined) hidden = adaIN(hidden, { scale: scale.add(1), shift })
      })
      const total = toMels.apply(hidden, ctx).sub(mel).abs().mean().asScalar()
      return { total, terms: { reconstruction: total } }
    },
  }
  return {
    phases: [phase],
    dispose() {
      for (const network of networks) network.dispose()
      table.dispose()
    },
  }
}

/** [B, T, C] → [B, 2T, C], each step twice. */
function twiceAsLong(x: tf.Tensor): tf.Tensor {
  const [batch = 1, length = 1, channels = 1] = x.shape
  return tf.concat([x, x], 2).reshape([batch, 2 * length, channels])
}

interface ConvolutionOptions {
  readonly kernelSize?: number
  readonly strides?: number
  readonly activation?: 'relu'
}

function convolution(
  inputShape: readonly [number, number],
  filters: number,
  { kernelSize = 5, strides = 1, activation }: ConvolutionOptions,
): Network {
  const layer = tf.layers.conv1d({
    inputShape: [...inputShape],
    filters,
    kernelSize,
    strides,
    padding: 'same',
    kernelInitializer: tf.initializers.glorotUniform({ seed: 1 }),
    ...(activation === undefined ? {} : { activation }),
  })
  return layersNetwork(tf.sequential({ layers: [layer] }))
}
