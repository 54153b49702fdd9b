import * as tf from '@tensorflow/tfjs'
import { AeError } from '../errors/ae-error'
import { requireKnownOptions, requirePositiveInteger } from '../errors/require'
import type { NetworkBuilder } from '../interfaces/network'
import { requireRanks } from './conv2d'
import { sequentialNetwork, ZERO_START } from './sequential-network'

/** Options of {@link gruEncoder} and {@link gruDecoder}. */
export interface GruOptions {
  /** Units of each recurrent layer. Default [128]. */
  readonly units?: readonly number[]
}

/** Settings of every recurrent layer: the reset-before cell with a true sigmoid. */
const CELL = { ...ZERO_START, recurrentInitializer: 'zeros', recurrentActivation: 'sigmoid' } as const

/**
 * Gated recurrent units and a dense layer on the last state: `[B, T, C]` → `[B, D]`.
 *
 * @throws AeError `config` on a bad option; the builder throws `shape` unless it is asked for a sequence to a vector
 * @see Cho et al. 2014, Learning Phrase Representations using RNN Encoder–Decoder, §2.3, arXiv:1406.1078
 */
export function gruEncoder(options: GruOptions = {}): NetworkBuilder {
  const units = resolve('gruEncoder', options)
  return ({ subject, inputShape, outputShape, rng }) => {
    requireRanks(`${subject} (gruEncoder)`, inputShape, 2, outputShape, 1)
    return sequentialNetwork(
      [
        ...units.map((width, i) =>
          tf.layers.gru({
            ...CELL,
            name: `recurrent-${i}`,
            ...(i === 0 ? { inputShape: [...inputShape] } : {}),
            units: width,
            returnSequences: i < units.length - 1,
          }),
        ),
        tf.layers.dense({ ...ZERO_START, name: 'output', units: outputShape[0] ?? 1 }),
      ],
      rng,
    )
  }
}

/**
 * The code repeated at every step, gated recurrent units, and a dense layer a step: `[B, D]` → `[B, T, C]`.
 *
 * @throws AeError `config` on a bad option; the builder throws `shape` unless it is asked for a vector to a sequence
 */
export function gruDecoder(options: GruOptions = {}): NetworkBuilder {
  const units = resolve('gruDecoder', options)
  return ({ subject, inputShape, outputShape, rng }) => {
    requireRanks(`${subject} (gruDecoder)`, inputShape, 1, outputShape, 2)
    const [length = 1, channels = 1] = outputShape
    return sequentialNetwork(
      [
        tf.layers.repeatVector({ name: 'repeat', inputShape: [...inputShape], n: length }),
        ...units.map((width, i) =>
          tf.layers.gru({ ...CELL, name: `recurrent-${i}`, units: width, returnSequences: true }),
        ),
        tf.layers.dense({ ...ZERO_START, name: 'output', units: channels }),
      ],
      rng,
    )
  }
}

function resolve(subject: string, options: GruOptions): readonly number[] {
  requireKnownOptions(subject, options, ['units'])
  const units = (options.units ?? [128]).map((width) => requirePositiveInteger(subject, 'units', width))
  if (units.length > 0) return units
  throw new AeError('config', `${subject}: \`units\` must name at least one layer. Received: [].`)
}
