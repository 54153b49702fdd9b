import * as tf from '@tensorflow/tfjs'
import { AeError } from '../errors/ae-error'
import { show } from '../errors/require'
import type { Network, NetworkTopology } from '../interfaces/network'
import type { StepContext } from '../interfaces/phase'
import type { Shape } from '../interfaces/shape'
import { flatRows } from '../losses/flat-rows'
import { repairTfjs } from '../repairs/repair-tfjs'
import { fusedLayers } from './fused-layers'
import { withoutInitializers } from './layers-json'
import { variableOf } from './variable-of'

/** Layers that draw noise from tfjs' own generator, which no seed of ours reaches. */
const UNSEEDED = ['Dropout', 'SpatialDropout1D', 'GaussianNoise', 'GaussianDropout', 'AlphaDropout']

/**
 * Any `tf.LayersModel` with one input and one output as a {@link Network}.
 *
 * *Owns* the model from here on: `dispose` disposes it.
 *
 * @throws AeError `shape` if it has several inputs or outputs, or an axis of unknown size; `config` if a layer
 * draws unseeded noise
 * @example
 * const encoder = layersNetwork(tf.sequential({ layers: [tf.layers.dense({ units: 8, inputShape: [784] })] }))
 */
export function layersNetwork(model: tf.LayersModel): Network {
  repairTfjs()
  return new LayersNetwork(model)
}

class LayersNetwork implements Network {
  readonly inputShape: Shape
  readonly outputShape: Shape
  readonly #model: tf.LayersModel
  readonly #weights: Readonly<Record<string, tf.Variable>>
  readonly #fused: ReturnType<typeof fusedLayers>

  constructor(model: tf.LayersModel) {
    this.#model = model
    this.inputShape = oneShape(model, 'input', model.inputs)
    this.outputShape = oneShape(model, 'output', model.outputs)
    const noisy = noiseIn(model.toJSON(undefined, false))
    if (noisy !== undefined) {
      throw new AeError(
        'config',
        `network '${model.name}': expected no noise that no seed controls. Received: ${noisy}.`,
        {
          hint: 'leave it out and let the model add noise: DenoisingAutoencoder corrupts its input, a VAE its code.',
        },
      )
    }
    this.#weights = namedWeights(model)
    this.#fused = fusedLayers(model)
  }

  get variables(): readonly tf.Variable[] {
    return this.#model.trainableWeights.map(variableOf)
  }

  apply(x: tf.Tensor, ctx: StepContext): tf.Tensor {
    return tf.tidy(
      () =>
        this.#fused?.(x, ctx.training) ??
        // A model with one output gives one tensor; the layers' own type allows lists.
        (this.#model.apply(x, { training: ctx.training }) as tf.Tensor),
    )
  }

  features(x: tf.Tensor): tf.Tensor {
    const { layers, name } = this.#model
    if (this.#model.getClassName() !== 'Sequential') {
      throw new AeError(
        'config',
        `network '${name}': expected layers in a row. Received: a graph of layers.`,
        {
          hint: 'features are taken from a tf.sequential(…), or from what mlp() and conv2dEncoder() make.',
        },
      )
    }
    const last = layers.map(({ weights }) => weights.length > 0).lastIndexOf(true)
    return tf.tidy(() => {
      const before = layers.slice(0, Math.max(0, last))
      // A sequential model's layers take one tensor and give one.
      const read = before.reduce((h, layer) => layer.apply(h, { training: false }) as tf.Tensor, x)
      return flatRows(read).clone()
    })
  }

  weights(): Readonly<Record<string, tf.Variable>> {
    return this.#weights
  }

  topology(): NetworkTopology {
    return { kind: 'layers', config: withoutInitializers(this.#model.toJSON(undefined, false)) }
  }

  dispose(): void {
    // tfjs throws at the second call.
    if (Object.values(this.#weights).some((weight) => !weight.isDisposed)) this.#model.dispose()
  }
}

/** What in a model's JSON draws noise, at any depth: a layer, or the dropout of a recurrent one. */
function noiseIn(json: unknown): string | undefined {
  if (typeof json !== 'object' || json === null) return undefined
  for (const [key, value] of Object.entries(json)) {
    if (key === 'class_name' && UNSEEDED.includes(String(value))) return String(value)
    if ((key === 'dropout' || key === 'recurrent_dropout') && Number(value) > 0)
      return `${key} ${String(value)}`
    const inside = noiseIn(value)
    if (inside !== undefined) return inside
  }
  return undefined
}

function oneShape(
  model: tf.LayersModel,
  side: 'input' | 'output',
  tensors: readonly tf.SymbolicTensor[],
): Shape {
  const [only] = tensors
  if (only === undefined || tensors.length !== 1) {
    throw new AeError('shape', `network '${model.name}': expected one ${side}. Received: ${tensors.length}.`)
  }
  const [, ...shape] = only.shape
  const sizes = shape.flatMap((size) => (size === null ? [] : [size]))
  if (sizes.length === shape.length) return sizes
  throw new AeError(
    'shape',
    `network '${model.name}': expected an ${side} of known size. Received: ${show(only.shape)}.`,
  )
}

/** `0-dense/kernel`: position, layer and weight, whatever counters tfjs has added to the names. */
function namedWeights(model: tf.LayersModel): Readonly<Record<string, tf.Variable>> {
  const entries = model.layers.flatMap((layer, position) =>
    layer.weights.map((weight, i) => {
      const own = weight.originalName.split('/').at(-1) ?? String(i)
      const twice = layer.weights.some((other, j) => j !== i && other.originalName.split('/').at(-1) === own)
      return [
        `${position}-${kebab(layer.getClassName())}/${twice ? `${i}-${own}` : own}`,
        variableOf(weight),
      ] as const
    }),
  )
  return Object.fromEntries(entries)
}

function kebab(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase()
}
