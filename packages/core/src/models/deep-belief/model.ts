import * as tf from '@tensorflow/tfjs'
import type { LatentModel } from '../../interfaces/model'
import type { NetworkTopology } from '../../interfaces/network'
import type { Phase, Stage } from '../../interfaces/phase'
import { type DenseStart, denseFrom } from '../../networks/dense-from'
import { Classifier } from '../../probes/classifier'
import { createRng } from '../../rng/rng'
import { contrastiveSgd } from '../../train/contrastive-sgd'
import { Autoencoder } from '../autoencoder'
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
import { RBM, type RbmUnits } from '../rbm'
import { type DeepBeliefConfig, type ResolvedDeepBeliefConfig, resolveDeepBeliefConfig } from './config'

/** Share of the binary layers' rate for layers with Gaussian units, whose statistics have no bound. */
const GAUSSIAN_RATE = 0.01

/**
 * Restricted Boltzmann machines on top of each other: the pre-training of Hinton & Salakhutdinov.
 *
 * ```
 * x ──► RBM 1 ──► RBM 2 ──► … ──► z        each learns the probabilities that the one below gives,
 * [B, …]  [B, 1000]  [B, 500]     [B, D]   by contrastive divergence, when that one is done
 *
 * unroll():  x ──► W₁ ──► W₂ ──► … z … ──► W₂ᵀ ──► W₁ᵀ ──► x̂
 * ```
 *
 * `fit` trains the layers one after the other; give it no `epochs`, each layer has `epochsPerLayer`. `unroll()` is
 * an ordinary `Autoencoder` that starts where they have got to, `classifier()` a `Classifier`; train these with
 * `fit`, too. With sigmoid units and plain gradient descent, a deep network does not learn without this; with ReLU
 * and Adam it does, so take it for codes, comparisons and history, not out of need.
 *
 * @see Hinton & Salakhutdinov 2006, Reducing the Dimensionality of Data with Neural Networks, Science 313
 * @example
 * const stack = new DeepBelief({ inputShape: [28, 28, 1], units: [1000, 500, 250, 30] })
 * await fit(stack, images, { batchSize: 100 })
 * const model = stack.unroll()
 * await fit(model, images, { epochs: 20 })
 */
export class DeepBelief implements LatentModel {
  /** The tag of its checkpoints. */
  static readonly kind = 'deep-belief'
  readonly kind: string = DeepBelief.kind
  readonly config: ResolvedDeepBeliefConfig
  readonly phases: readonly [Phase<tf.Tensor>, ...Phase<tf.Tensor>[]]
  readonly stages: readonly Stage[]
  /** The machines, from the data up; they belong to the stack. */
  readonly layers: readonly [RBM, ...RBM[]]
  #disposed = false

  /** @throws AeError `config` on a bad option */
  constructor(config: DeepBeliefConfig) {
    this.config = resolveDeepBeliefConfig(config)
    const { units, learningRate, epochsPerLayer } = this.config
    const [first, ...rest] = units.map((_, index) => this.#layer(index))
    // The configuration has at least one layer.
    this.layers = [first as RBM, ...rest]
    const optimizers = this.layers.map((layer) =>
      contrastiveSgd({
        learningRate: layer.config.units === 'binary' ? learningRate : learningRate * GAUSSIAN_RATE,
      }),
    )
    this.phases = greedyPhases(this.layers, optimizers)
    this.stages = greedyStages(this.layers, epochsPerLayer)
  }

  /** `[B, …inputShape]` → `[B, D]`, the means of the last layer. Borrows `x`; the code is the caller's. */
  encode(x: tf.Tensor): tf.Tensor {
    this.#require(x, this.config.inputShape)
    return encodeThrough(this.layers, x)
  }

  /** `[B, D]` → `[B, …inputShape]`. Borrows `z`; the result is the caller's. */
  decode(z: tf.Tensor): tf.Tensor {
    this.#require(z, this.config.units.slice(-1))
    return decodeThrough(this.layers, z)
  }

  /** What layer `index` (from 0) is trained on: `x` after the layers below. Borrows `x`; the result is the caller's. */
  inputOf(index: number, x: tf.Tensor): tf.Tensor {
    this.#require(x, this.config.inputShape)
    return encodeThrough(this.layers, x, index)
  }

  /** An auto-encoder that starts from these weights and shares none with them: fine-tune it with `fit`. The caller's. */
  unroll(): Autoencoder {
    requireLive('DeepBelief', this.#disposed)
    const { inputShape, units, data, seed } = this.config
    const decoder = this.#decoder()
    try {
      return new Autoencoder({
        inputShape,
        latentDim: units.at(-1) ?? 0,
        encoder: denseFrom(this.#encoder()),
        decoder: denseFrom(decoder),
        ...(data === 'unit'
          ? { reconstruction: 'bernoulli' }
          : { reconstruction: 'sse', output: 'unbounded' }),
        seed,
      })
    } finally {
      tf.dispose(decoder.map(({ kernel }) => kernel))
    }
  }

  /** A classifier of these layers and one more, of fresh weights. The caller's. */
  classifier({ classes, seed = 0 }: StackClassifierOptions): Classifier {
    requireLive('DeepBelief', this.#disposed)
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

  #layer(index: number): RBM {
    const { inputShape, units, data, code, weightDecay, seed } = this.config
    const linear = code === 'linear' && index === units.length - 1
    const gaussian = data === 'standardised' && index === 0
    const kind: RbmUnits = linear ? 'gaussianHidden' : gaussian ? 'gaussianVisible' : 'binary'
    return new RBM({
      inputShape: index === 0 ? inputShape : units.slice(index - 1, index),
      hiddenUnits: units[index] ?? 0,
      units: kind,
      weightDecay,
      seed: createRng(seed)
        .fork(layerName(index))
        .integer(2 ** 31),
    })
  }

  /** Each machine as a layer upwards, with its hidden biases. */
  #encoder(): readonly DenseStart[] {
    return this.layers.map(({ parameters, config }) => ({
      kernel: parameters.kernel,
      bias: parameters.hiddenBias,
      activation: config.units === 'gaussianHidden' ? 'linear' : 'sigmoid',
    }))
  }

  /** Each machine as a layer downwards, with its visible biases; the kernels are new tensors. */
  #decoder(): readonly DenseStart[] {
    return [...this.layers].reverse().map(({ parameters }, i) => ({
      kernel: parameters.kernel.transpose(),
      bias: parameters.visibleBias,
      // What follows the last is the auto-encoder's own.
      activation: i === this.layers.length - 1 ? 'linear' : 'sigmoid',
    }))
  }

  #require(x: tf.Tensor, shape: readonly number[]): void {
    requireLive('DeepBelief', this.#disposed)
    requireBatch('DeepBelief', x, shape)
  }
}
