import * as tf from '@tensorflow/tfjs'
import { AeError } from '../errors/ae-error'
import { requirePositiveInteger, show } from '../errors/require'
import type { LatentModel } from '../interfaces/model'
import type { OptimizerSpec } from '../interfaces/optimizer'
import type { Phase, Stage } from '../interfaces/phase'

/** A model that can be one layer of several: it has one phase. */
export interface GreedyLayer extends LatentModel {
  /** How it is trained. */
  readonly phases: readonly [Phase<tf.Tensor>]
}

/** Options of a stack's `classifier`. */
export interface StackClassifierOptions {
  /** Number of classes. */
  readonly classes: number
  /** Where the weights of the last layer come from. Default 0. */
  readonly seed?: number
}

/** The name under which a layer is trained and saved; the first is `layer-1`. */
export function layerName(index: number): string {
  return `layer-${index + 1}`
}

/** A batch after the first `count` layers: real-valued codes, without noise. Borrows `x`; the result is the caller's. */
export function encodeThrough(
  layers: readonly GreedyLayer[],
  x: tf.Tensor,
  count: number = layers.length,
): tf.Tensor {
  return tf.tidy(() => layers.slice(0, count).reduce((code, layer) => layer.encode(code), x.clone()))
}

/** Codes back through all layers, last to first. Borrows `z`; the result is the caller's. */
export function decodeThrough(layers: readonly GreedyLayer[], z: tf.Tensor): tf.Tensor {
  return tf.tidy(() => layers.reduceRight((code, layer) => layer.decode(code), z.clone()))
}

/**
 * One phase a layer. Each sees what the layers below make of a batch, and trains its own variables only.
 *
 * @param optimizers one a layer; none where the trainer's own is meant
 */
export function greedyPhases(
  layers: readonly [GreedyLayer, ...GreedyLayer[]],
  optimizers: readonly OptimizerSpec[] = [],
): readonly [Phase<tf.Tensor>, ...Phase<tf.Tensor>[]] {
  const phase = (layer: GreedyLayer, index: number): Phase<tf.Tensor> => {
    const [own] = layer.phases
    const optimizer = optimizers[index]
    const below = (x: tf.Tensor): tf.Tensor => encodeThrough(layers, x, index)
    const { gradients, afterStep } = own
    return {
      name: layerName(index),
      variables: own.variables,
      ...(optimizer === undefined ? {} : { optimizer }),
      ...(gradients === undefined ? {} : { gradients: (x, ctx) => gradients(below(x), ctx) }),
      objective: (x, ctx) => own.objective(below(x), ctx),
      ...(afterStep === undefined ? {} : { afterStep }),
    }
  }
  const [first, ...rest] = layers
  return [phase(first, 0), ...rest.map((layer, i) => phase(layer, i + 1))]
}

/** The layers one after the other, from below, `epochs` passes each. */
export function greedyStages(layers: readonly GreedyLayer[], epochs: number): readonly Stage[] {
  return layers.map((_, index) => ({ turns: { [layerName(index)]: 1 }, until: { epochs } }))
}

/** Every weight of every layer: `layer-1/kernel`. */
export function layerWeights(layers: readonly GreedyLayer[]): Readonly<Record<string, tf.Variable>> {
  return Object.fromEntries(
    layers.flatMap((layer, index) =>
      Object.entries(layer.weights()).map(
        ([name, weight]) => [`${layerName(index)}/${name}`, weight] as const,
      ),
    ),
  )
}

/**
 * The sizes of a stack's layers.
 *
 * @throws AeError `config`
 */
export function requireUnits(subject: string, units: unknown): readonly number[] {
  if (!Array.isArray(units) || units.length === 0) {
    throw new AeError(
      'config',
      `${subject}: \`units\` must be a list of layer sizes. Received: ${show(units)}.`,
    )
  }
  return Object.freeze(units.map((size) => requirePositiveInteger(subject, 'units', size)))
}
