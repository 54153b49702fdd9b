import * as tf from '@tensorflow/tfjs'
import { AeError } from '../errors/ae-error'
import { requireChoice, requireKnownOptions, requirePositiveInteger, show } from '../errors/require'
import type { NetworkBuilder } from '../interfaces/network'
import type { Shape } from '../interfaces/shape'
import { ACTIVATIONS, type Activation, sequentialNetwork, ZERO_START } from './sequential-network'

/** Options of {@link conv2dEncoder} and {@link conv2dDecoder}. */
export interface Conv2dOptions {
  /** Channels of each convolution, in the order the data pass them. Default: encoder [32, 64], decoder [64, 32]. */
  readonly filters?: readonly number[]
  /** Side of the square kernel. Default 3. */
  readonly kernelSize?: number
  /** Rows and columns between windows. Default 2. */
  readonly strides?: number
  /** Of all layers but the output, which is linear. Default `relu`. */
  readonly activation?: Activation
}

/**
 * Strided convolutions and a dense layer: `[B, H, W, C]` → `[B, D]`.
 *
 * @throws AeError `config` on a bad option; the builder throws `shape` unless it is asked for an image to a vector
 */
export function conv2dEncoder(options: Conv2dOptions = {}): NetworkBuilder {
  const { filters, kernelSize, strides, activation } = resolve('conv2dEncoder', options, [32, 64])
  return ({ subject, inputShape, outputShape, rng }) => {
    requireRanks(`${subject} (conv2dEncoder)`, inputShape, 3, outputShape, 1)
    return sequentialNetwork(
      [
        ...filters.map((count, i) =>
          tf.layers.conv2d({
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
 * A dense layer and transposed convolutions: `[B, D]` → `[B, H, W, C]`, the mirror of {@link conv2dEncoder}.
 *
 * Sizes that are no multiple of the strides are reached by cutting rows and columns off: 2 → 4 → 7.
 *
 * @throws AeError `config` on a bad option; the builder throws `shape` unless it is asked for a vector to an image
 */
export function conv2dDecoder(options: Conv2dOptions = {}): NetworkBuilder {
  const { filters, kernelSize, strides, activation } = resolve('conv2dDecoder', options, [64, 32])
  return ({ subject, inputShape, outputShape, rng }) => {
    requireRanks(`${subject} (conv2dDecoder)`, inputShape, 1, outputShape, 3)
    const [height = 1, width = 1, channels = 1] = outputShape
    const rows = sizesUpTo(height, strides, filters.length)
    const columns = sizesUpTo(width, strides, filters.length)
    const [first = 1] = filters
    const start = [rows[0] ?? 1, columns[0] ?? 1, first]
    const layers: tf.layers.Layer[] = [
      tf.layers.dense({
        ...ZERO_START,
        name: 'input',
        inputShape: [...inputShape],
        units: start.reduce((product, side) => product * side, 1),
        activation,
      }),
      tf.layers.reshape({ name: 'shape', targetShape: start }),
    ]
    filters.forEach((_, i) => {
      const last = i === filters.length - 1
      const settings = {
        ...ZERO_START,
        name: `convolution-${i}`,
        kernelSize,
        strides,
        padding: 'same',
      } as const
      layers.push(
        last
          ? tf.layers.conv2dTranspose({ ...settings, filters: channels })
          : tf.layers.conv2dTranspose({ ...settings, filters: filters[i + 1] ?? 1, activation }),
      )
      const surplus = [excess(rows, i, strides), excess(columns, i, strides)] as const
      if (surplus[0] + surplus[1] > 0) {
        const cropping: [[number, number], [number, number]] = [
          [0, surplus[0]],
          [0, surplus[1]],
        ]
        layers.push(tf.layers.cropping2D({ name: `cut-${i}`, cropping }))
      }
    })
    return sequentialNetwork(layers, rng)
  }
}

/** The sizes an axis passes from the smallest to `size`, each the next one divided by the stride, rounded up. */
export function sizesUpTo(size: number, stride: number, steps: number): readonly number[] {
  const sizes = [size]
  for (let i = 0; i < steps; i++) sizes.unshift(Math.ceil((sizes[0] ?? 1) / stride))
  return sizes
}

/** What a transposed convolution makes too much of at step `i`. */
export function excess(sizes: readonly number[], i: number, stride: number): number {
  return (sizes[i] ?? 0) * stride - (sizes[i + 1] ?? 0)
}

/** Throws unless a builder is asked for the ranks it can make. */
export function requireRanks(
  subject: string,
  input: Shape,
  inputRank: number,
  output: Shape,
  outputRank: number,
): void {
  if (input.length === inputRank && output.length === outputRank) return
  const kinds = ['a number', 'a vector [D]', 'a sequence [T, C]', 'an image [H, W, C]']
  throw new AeError(
    'shape',
    `${subject}: expected ${kinds[inputRank]} to ${kinds[outputRank]}. Received: ${show(input)} to ${show(output)}.`,
    { hint: 'mlp() takes any shapes.' },
  )
}

function resolve(
  subject: string,
  options: Conv2dOptions,
  filters: readonly number[],
): Required<Conv2dOptions> {
  requireKnownOptions(subject, options, ['filters', 'kernelSize', 'strides', 'activation'])
  const counts = (options.filters ?? filters).map((count) =>
    requirePositiveInteger(subject, 'filters', count),
  )
  if (counts.length === 0)
    throw new AeError('config', `${subject}: \`filters\` must name at least one layer. Received: [].`)
  return {
    filters: counts,
    kernelSize: requirePositiveInteger(subject, 'kernelSize', options.kernelSize ?? 3),
    strides: requirePositiveInteger(subject, 'strides', options.strides ?? 2),
    activation: requireChoice(subject, 'activation', options.activation ?? 'relu', ACTIVATIONS),
  }
}
