import * as tf from '@tensorflow/tfjs'
import { AeError } from '../errors/ae-error'
import { requireKnownOptions, requirePositiveInteger } from '../errors/require'
import type { NetworkBuilder } from '../interfaces/network'
import { requireRanks } from './conv2d'
import { sequentialNetwork, ZERO_START } from './sequential-network'

/** Options of recurrent builders: `gruEncoder`, `lstmDecoder` and their like. */
export interface RecurrentOptions {
  /** Units of each recurrent layer. Default [128]. */
  readonly units?: readonly number[]
}

/** What a recurrent layer is made with, beside the settings of all. */
export interface RecurrentLayerRequest {
  /** Whatever the weights start as is overwritten. */
  readonly kernelInitializer: 'zeros'
  /** As the kernel's. */
  readonly biasInitializer: 'zeros'
  /** As the kernel's. */
  readonly recurrentInitializer: 'zeros'
  /** Of the gates. */
  readonly recurrentActivation: 'sigmoid'
  /** In the network. */
  readonly name: string
  /** Numbers in its state. */
  readonly units: number
  /** Whether it gives the states of all steps, or the last one. */
  readonly returnSequences: boolean
  /** [T, C], of a network's first layer. */
  readonly inputShape?: number[]
}

/** Makes a recurrent layer. */
export type RecurrentLayer = (request: RecurrentLayerRequest) => tf.layers.Layer

/** Settings of every recurrent layer: a true sigmoid, and weights that are set afterwards. */
const CELL = { ...ZERO_START, recurrentInitializer: 'zeros', recurrentActivation: 'sigmoid' } as const

/** Recurrent layers and a dense layer on the last state: `[B, T, C]` → `[B, D]`. */
export function recurrentEncoder(
  name: string,
  layer: RecurrentLayer,
  options: RecurrentOptions,
): NetworkBuilder {
  const units = resolve(name, options)
  return ({ subject, inputShape, outputShape, rng }) => {
    requireRanks(`${subject} (${name})`, inputShape, 2, outputShape, 1)
    return sequentialNetwork(
      [
        ...units.map((width, i) =>
          layer({
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

/** The code repeated at every step, recurrent layers, and a dense layer a step: `[B, D]` → `[B, T, C]`. */
export function recurrentDecoder(
  name: string,
  layer: RecurrentLayer,
  options: RecurrentOptions,
): NetworkBuilder {
  const units = resolve(name, options)
  return ({ subject, inputShape, outputShape, rng }) => {
    requireRanks(`${subject} (${name})`, inputShape, 1, outputShape, 2)
    const [length = 1, channels = 1] = outputShape
    return sequentialNetwork(
      [
        tf.layers.repeatVector({ name: 'repeat', inputShape: [...inputShape], n: length }),
        ...units.map((width, i) =>
          layer({ ...CELL, name: `recurrent-${i}`, units: width, returnSequences: true }),
        ),
        tf.layers.dense({ ...ZERO_START, name: 'output', units: channels }),
      ],
      rng,
    )
  }
}

function resolve(subject: string, options: RecurrentOptions): readonly number[] {
  requireKnownOptions(subject, options, ['units'])
  const units = (options.units ?? [128]).map((width) => requirePositiveInteger(subject, 'units', width))
  if (units.length > 0) return units
  throw new AeError('config', `${subject}: \`units\` must name at least one layer. Received: [].`)
}
