import * as tf from '@tensorflow/tfjs'
import { disposeBatch } from '../data/row-dataset'
import { AeError } from '../errors/ae-error'
import { requireKnownOptions, requireNumber, requirePositiveInteger } from '../errors/require'
import type { Dataset } from '../interfaces/dataset'
import type { Disposable, Saveable } from '../interfaces/model'
import type { Network, NetworkLike, NetworkTopology } from '../interfaces/network'
import type { Phase, Trainable } from '../interfaces/phase'
import type { Shape } from '../interfaces/shape'
import { softmaxCrossEntropy } from '../losses/softmax-cross-entropy'
import { inferenceContext, requireBatch, requireLive, requireShape } from '../models/live'
import { asNetwork } from '../networks/as-network'
import { createRng } from '../rng/rng'
import { judgeNetwork } from './judge-network'

/** Rows with their classes. */
export interface LabelledBatch {
  /** [B, …inputShape] */
  readonly x: tf.Tensor
  /** [B]; class numbers from 0 */
  readonly label: tf.Tensor
}

/** Configuration of a {@link Classifier}. */
export interface ClassifierConfig {
  /** Shape of one row, without the batch axis. */
  readonly inputShape: Shape
  /** Number of classes. */
  readonly classes: number
  /** `[…inputShape]` → `[classes]`, logits. Default: convolutions for images and sequences, else an MLP. */
  readonly network?: NetworkLike
  /** Weight of `‖weights‖²` (biases left out) in the loss. Default 0. */
  readonly l2?: number
  /** Where initial weights come from. Default 0. */
  readonly seed?: number
}

/** {@link ClassifierConfig} with every default filled in; the network is in the model. */
export type ResolvedClassifierConfig = Required<Omit<ClassifierConfig, 'network'>>

/**
 * A classifier: the judge of what a model made, and the probe of what its code knows.
 *
 * ```
 * x ──► network ──► logits ──► softmax
 * [B, …]           [B, K]
 *      minimise  cross-entropy(label, softmax)  +  l2 · ‖weights‖²
 * ```
 *
 * Judge with one that never saw the model under test; probe with a fresh one (`trainProbe`), never with an
 * adversary that took part in the training.
 */
export class Classifier implements Trainable<LabelledBatch>, Saveable, Disposable {
  /** The tag of its checkpoints. */
  static readonly kind = 'classifier'
  readonly kind: string = Classifier.kind
  readonly config: ResolvedClassifierConfig
  readonly phases: readonly [Phase<LabelledBatch>]
  readonly #network: Network
  #disposed = false

  /** @throws AeError `config` on a bad option, `shape` if the network does not fit */
  constructor(config: ClassifierConfig) {
    const subject = 'Classifier'
    requireKnownOptions(subject, config, ['inputShape', 'classes', 'network', 'l2', 'seed'])
    this.config = Object.freeze({
      inputShape: requireShape(subject, 'inputShape', config.inputShape),
      classes: requirePositiveInteger(subject, 'classes', config.classes),
      l2: requireNumber(subject, 'l2', config.l2 ?? 0, { min: 0 }),
      seed: requireNumber(subject, 'seed', config.seed ?? 0),
    })
    const { inputShape, classes, seed, l2 } = this.config
    this.#network = asNetwork(config.network ?? judgeNetwork(inputShape), {
      subject: `${subject}.network`,
      inputShape,
      outputShape: [classes],
      rng: createRng(seed).fork('network'),
    })
    const { variables } = this.#network
    this.phases = [
      {
        name: 'classifier',
        variables,
        objective: ({ x, label }, ctx) => {
          this.#require(x)
          const crossEntropy = softmaxCrossEntropy(label, this.#network.apply(x, ctx))
          if (l2 === 0) return { total: crossEntropy, terms: { crossEntropy } }
          const squares = variables.filter(({ rank }) => rank > 1).map((weight) => weight.square().sum())
          return { total: crossEntropy.add(tf.addN(squares).mul(l2)).asScalar(), terms: { crossEntropy } }
        },
      },
    ]
  }

  /** `[B, …inputShape]` → `[B, classes]`. Borrows `x`; the result is the caller's. */
  logits(x: tf.Tensor): tf.Tensor {
    this.#require(x)
    return this.#network.apply(x, inferenceContext())
  }

  /** `[B, …inputShape]` → `[B, classes]`, each row adds up to 1. Borrows `x`; the result is the caller's. */
  probabilities(x: tf.Tensor): tf.Tensor {
    return tf.tidy(() => this.logits(x).softmax())
  }

  /**
   * What its last layer reads: `[B, …inputShape]` → `[B, F]`, for distances between sets of data. Borrows `x`; the result is the
   * caller's.
   *
   * @throws AeError `config` if the network has no layers in a row
   */
  features(x: tf.Tensor): tf.Tensor {
    this.#require(x)
    const features = this.#network.features?.(x)
    if (features !== undefined) return features
    throw new AeError('config', 'Classifier.features: expected a network of layers. Received: another one.')
  }

  /** The most likely class of each row. Borrows `x`. */
  async classify(x: tf.Tensor): Promise<Int32Array> {
    const best = tf.tidy(() => this.logits(x).argMax(1))
    try {
      return Int32Array.from(await best.data())
    } finally {
      best.dispose()
    }
  }

  /** 1 for each row whose class is found, 0 for the others, in the order of the data. */
  async hits(data: Dataset<LabelledBatch>): Promise<Uint8Array> {
    const hits: number[] = []
    for await (const batch of data) {
      try {
        const [found, labels] = [await this.classify(batch.x), await batch.label.data()]
        found.forEach((label, i) => {
          hits.push(label === labels[i] ? 1 : 0)
        })
      } finally {
        disposeBatch(batch)
      }
    }
    return Uint8Array.from(hits)
  }

  weights(): Readonly<Record<string, tf.Variable>> {
    const weights = Object.entries(this.#network.weights())
    return Object.fromEntries(weights.map(([name, variable]) => [`network/${name}`, variable]))
  }

  topologies(): Readonly<Record<string, NetworkTopology>> {
    return { network: this.#network.topology() }
  }

  dispose(): void {
    if (this.#disposed) return
    this.#disposed = true
    this.#network.dispose()
  }

  #require(x: tf.Tensor): void {
    requireLive('Classifier', this.#disposed)
    requireBatch('Classifier', x, this.config.inputShape)
  }
}
