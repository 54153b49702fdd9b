import type * as tf from '@tensorflow/tfjs'
import type { LatentModel } from '../../interfaces/model'
import type { NetworkTopology } from '../../interfaces/network'
import type { Phase, Stage } from '../../interfaces/phase'
import { type DenseStart, denseFrom } from '../../networks/dense-from'
import { mlp } from '../../networks/mlp'
import { Classifier } from '../../probes/classifier'
import { createRng } from '../../rng/rng'
import { Autoencoder } from '../autoencoder'
import { DenoisingAutoencoder } from '../denoising-autoencoder'
import {
  decodeThrough,
  encodeThrough,
  greedyPhases,
  greedyStages,
  layerName,
  layerWeights,
  type StackClassifierOptions,
} from '../greedy-layers'
import { requireBatch, requireLive } from '../live'
import {
  type ResolvedStackedDenoisingConfig,
  resolveStackedDenoisingConfig,
  type StackedDenoisingConfig,
} from './config'

/**
 * De-noising auto-encoders on top of each other: features of features, learnt without labels.
 *
 * ```
 * x ──► layer 1 ──► layer 2 ──► … ──► z     each learns to undo noise in the clean codes of the one below,
 * [B, …]   [B, 1000]   [B, 1000]   [B, D]   when that one is done; no noise ever reaches a layer above
 *
 * classifier():  x ──► layer 1 ──► … ──► z ──► softmax
 * ```
 *
 * `fit` trains the layers one after the other; give it no `epochs`, each layer has `epochsPerLayer`.
 * `classifier()` starts where they have got to, and learns from few labels; `unroll()` is an ordinary
 * `Autoencoder`. Train these with `fit`, too. A `DeepBelief` is the same with Boltzmann machines.
 *
 * @see Vincent et al. 2010, Stacked Denoising Autoencoders, JMLR 11
 * @example
 * const stack = new StackedDenoisingAutoencoder({ inputShape: [28, 28, 1], units: [1000, 1000] })
 * await fit(stack, images)
 * const classifier = stack.classifier({ classes: 10 })
 * await fit(classifier, fromTensors({ x, label: tf.tensor1d(labels) }), { epochs: 30 })
 */
export class StackedDenoisingAutoencoder implements LatentModel {
  /** The tag of its checkpoints. */
  static readonly kind = 'stacked-denoising-autoencoder'
  readonly kind: string = StackedDenoisingAutoencoder.kind
  readonly config: ResolvedStackedDenoisingConfig
  readonly phases: readonly [Phase<tf.Tensor>, ...Phase<tf.Tensor>[]]
  readonly stages: readonly Stage[]
  /** The layers, from the data up; they belong to the stack. */
  readonly layers: readonly [DenoisingAutoencoder, ...DenoisingAutoencoder[]]
  #disposed = false

  /** @throws AeError `config` on a bad option */
  constructor(config: StackedDenoisingConfig) {
    this.config = resolveStackedDenoisingConfig(config)
    const [first, ...rest] = this.config.units.map((_, index) => this.#layer(index))
    // The configuration has at least one layer.
    this.layers = [first as DenoisingAutoencoder, ...rest]
    this.phases = greedyPhases(this.layers)
    this.stages = greedyStages(this.layers, this.config.epochsPerLayer)
  }

  /** `[B, …inputShape]` → `[B, D]`, without noise. Borrows `x`; the code is the caller's. */
  encode(x: tf.Tensor): tf.Tensor {
    this.#require(x, this.config.inputShape)
    return encodeThrough(this.layers, x)
  }

  /** `[B, D]` → `[B, …inputShape]`. Borrows `z`; the result is the caller's. */
  decode(z: tf.Tensor): tf.Tensor {
    this.#require(z, this.config.units.slice(-1))
    return decodeThrough(this.layers, z)
  }

  /** An auto-encoder that starts from these weights and shares none with them. The caller's. */
  unroll(): Autoencoder {
    requireLive('StackedDenoisingAutoencoder', this.#disposed)
    const { inputShape, units, reconstruction, output, seed } = this.config
    return new Autoencoder({
      inputShape,
      latentDim: units.at(-1) ?? 0,
      encoder: denseFrom(this.#encoder()),
      decoder: denseFrom(this.#decoder()),
      reconstruction,
      output,
      seed,
    })
  }

  /** A classifier of these layers and one more, of fresh weights. The caller's. */
  classifier({ classes, seed = 0 }: StackClassifierOptions): Classifier {
    requireLive('StackedDenoisingAutoencoder', this.#disposed)
    const network = denseFrom(this.#encoder(), { head: true })
    return new Classifier({ inputShape: this.config.inputShape, classes, network, seed })
  }

  weights(): Readonly<Record<string, tf.Variable>> {
    return layerWeights(this.layers)
  }

  topologies(): Readonly<Record<string, NetworkTopology>> {
    return {}
  }

  dispose(): void {
    this.#disposed = true
    for (const layer of this.layers) layer.dispose()
  }

  #layer(index: number): DenoisingAutoencoder {
    const { inputShape, units, corruption, reconstruction, output, seed } = this.config
    return new DenoisingAutoencoder({
      inputShape: index === 0 ? inputShape : units.slice(index - 1, index),
      latentDim: units[index] ?? 0,
      corruption,
      encoder: mlp({ hiddenUnits: [], outputActivation: 'sigmoid' }),
      decoder: mlp({ hiddenUnits: [] }),
      ...(index === 0 ? { reconstruction, output } : { reconstruction: 'bernoulli' }),
      seed: createRng(seed)
        .fork(layerName(index))
        .integer(2 ** 31),
    })
  }

  #encoder(): readonly DenseStart[] {
    return this.layers.map((layer) => {
      const [kernel, bias] = denseWeights(layer)
      return { kernel, bias, activation: 'sigmoid' }
    })
  }

  #decoder(): readonly DenseStart[] {
    return [...this.layers].reverse().map((layer, i) => {
      const [, , kernel, bias] = denseWeights(layer)
      // What follows the last is the auto-encoder's own.
      return { kernel, bias, activation: i === this.layers.length - 1 ? 'linear' : 'sigmoid' }
    })
  }

  #require(x: tf.Tensor, shape: readonly number[]): void {
    requireLive('StackedDenoisingAutoencoder', this.#disposed)
    requireBatch('StackedDenoisingAutoencoder', x, shape)
  }
}

type DenseWeights = readonly [kernel: tf.Variable, bias: tf.Variable, kernel: tf.Variable, bias: tf.Variable]

/** Kernel and bias of the encoder, then of the decoder: `#layer` gives both one dense layer, and the phase lists them so. */
function denseWeights(layer: DenoisingAutoencoder): DenseWeights {
  return layer.phases[0].variables as unknown as DenseWeights
}
