import * as tf from '@tensorflow/tfjs'
import { AeError } from '../errors/ae-error'
import { requireChoice, requireKnownOptions, requirePositiveInteger } from '../errors/require'
import type { NetworkBuilder } from '../interfaces/network'
import { excess, requireRanks, sizesUpTo } from './conv2d'
import { ACTIVATIONS, type Activation, sequentialNetwork, ZERO_START } from './sequential-network'

/** Options of {@link conv1dEncoder} and {@link conv1dDecoder}. */
export interface Conv1dOptions {
  /** Channels of each convolution, in the order the data pass them. Default: encoder [32, 64], decoder [64, 32]. */
  readonly filters?: readonly number[]
  /** Steps that a kernel covers. Default 5. */
  readonly kernelSize?: number
  /** Steps between windows. Default 2. */
  readonly strides?: number
  /** Of all layers but the output, which is linear. Default `relu`. */
  readonly activation?: Activation
}

/**
 * Strided convolutions over time and a dense layer: `[B, T, C]` → `[B, D]`.
 *
 * @throws AeError `config` on a bad option; the builder throws `shape` unless it is asked for a sequence to a vector
 */
export function conv1dEncoder(options: Conv1dOptions = {}): NetworkBuilder {
  const { filters, kernelSize, strides, activation } = resolve('conv1dEncoder', options, [32, 64])
  return ({ subject, inputShape, outputShape, rng }) => {
    requireRanks(`${subject} (conv1dEncoder)`, inputShape, 2, outputShape, 1)
    return sequentialNetwork(
      [
        ...filters.map((count, i) =>
          tf.layers.conv1d({
            ...ZERO_START,
            name: `convolution-${i}`,
            ...(i === 0 ? { inputShape: [...inputShape] } : {}),
            filters: count,
            kernelSize,
            strides,
            padding: 'same',
            activation,
          }),
        ),
        tf.layers.flatten({ name: 'flatten' }),
        tf.layers.dense({ ...ZERO_START, name: 'output', units: outputShape[0] ?? 1 }),
      ],
      rng,
    )
  }
}

/**
 * A dense layer and transposed convolutions over time: `[B, D]` → `[B, T, C]`, the mirror of {@link conv1dEncoder}.
 *
 * Built as images of one row, since tfjs has no transposed convolution in one dimension.
 *
 * @throws AeError `config` on a bad option; the builder throws `shape` unless it is asked for a vector to a sequence
 */
export function conv1dDecoder(options: Conv1dOptions = {}): NetworkBuilder {
  const { filters, kernelSize, strides, activation } = resolve('conv1dDecoder', options, [64, 32])
  return ({ subject, inputShape, outputShape, rng }) => {
    requireRanks(`${subject} (conv1dDecoder)`, inputShape, 1, outputShape, 2)
    const [length = 1, channels = 1] = outputShape
    const lengths = sizesUpTo(length, strides, filters.length)
    const [first = 1] = filters
    const start = [1, lengths[0] ?? 1, first]
    const layers: tf.layers.Layer[] = [
      tf.layers.dense({
        ...ZERO_START,
        name: 'input',
        inputShape: [...inputShape],
        units: (lengths[0] ?? 1) * first,
        activation,
      }),
      tf.layers.reshape({ name: 'row', targetShape: start }),
    ]
    filters.forEach((_, i) => {
      const last = i === filters.length - 1
      const settings = {
        ...ZERO_START,
        name: `convolution-${i}`,
        kernelSize: [1, kernelSize] as [number, number],
        strides: [1, strides] as [number, number],
        padding: 'same' as const,
      }
      layers.push(
        last
          ? tf.layers.conv2dTranspose({ ...settings, filters: channels })
          : tf.layers.conv2dTranspose({ ...settings, filters: filters[i + 1] ?? 1, activation }),
      )
      const surplus = excess(lengths, i, strides)
      if (surplus > 0) {
        const cropping: [[number, number], [number, number]] = [
          [0, 0],
          [0, surplus],
        ]
        layers.push(tf.layers.cropping2D({ name: `cut-${i}`, cropping }))
      }
    })
    layers.push(tf.layers.reshape({ name: 'shape', targetShape: [length, channels] }))
    return sequentialNetwork(layers, rng)
  }
}

function resolve(
  subject: string,
  options: Conv1dOptions,
  filters: readonly number[],
): Required<Conv1dOptions> {
  requireKnownOptions(subject, options, ['filters', 'kernelSize', 'strides', 'activation'])
  const counts = (options.filters ?? filters).map((count) =>
    requirePositiveInteger(subject, 'filters', count),
  )
  if (counts.length === 0)
    throw new AeError('config', `${subject}: \`filters\` must name at least one layer. Received: [].`)
  return {
    filters: counts,
    kernelSize: requirePositiveInteger(subject, 'kernelSize', options.kernelSize ?? 5),
    strides: requirePositiveInteger(subject, 'strides', options.strides ?? 2),
    activation: requireChoice(subject, 'activation', options.activation ?? 'relu', ACTIVATIONS),
  }
}
