import {
  AeError,
  inferenceContext,
  type LatentModel,
  mlp,
  type NetworkTopology,
  type Objective,
  type Phase,
  type Shape,
  type StepContext,
  show,
  sse,
  withoutGradient,
} from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { pairedInformation } from '../../losses/paired-information'
import type { Quantizer } from '../../quantizer'
import { GumbelQuantizer } from '../../quantizers/gumbel-quantizer'
import { toDataSpace } from '../coded-rows'
import { ModelParts } from '../model-parts'
import {
  type ClassInvariance,
  type OneHotAutoencoderConfig,
  type ResolvedOneHotAutoencoderConfig,
  resolveOneHotAutoencoderConfig,
} from './config'

/**
 * An auto-encoder whose code is one of K classes, found without a label: a row is copied by naming a prototype.
 *
 * ```
 * x ──► encoder ──► logits ──► class ──► decoder ──► x̂
 * [B, …]            [B, K]     one-hot [B, K]        [B, …]
 *   minimise  ‖x − x̂‖²  +  balanceWeight · KL(mean π ‖ uniform)
 *          (+ weight · (log K − I(class of x; class of augment(x))))
 * ```
 *
 * With a linear decoder it is k-means whose assignment is a network, and it finds what is alike pixel by pixel. What should
 * be alike is told by `invariance`: changes of a row that leave its class. Classes are numbered by chance; match them with
 * known ones by `clusterAccuracy`. Where one class is too little to say, a `VQVAE` has a map of codes.
 *
 * @see Jang, Gu & Poole 2017, Categorical Reparameterization with Gumbel-Softmax, arXiv:1611.01144; Krause, Perona & Gomes
 * 2010, Discriminative Clustering by Regularized Information Maximization (balance); Ji, Henriques & Vedaldi 2019,
 * Invariant Information Clustering, arXiv:1807.06653 (invariance)
 * @example
 * const model = new OneHotAutoencoder({ inputShape: [28, 28, 1], classes: 10 })
 * await fit(model, images, { epochs: 20, batchSize: 512 })
 * const classes = model.classes(x) // int32 [B]
 * const prototypes = model.prototypes() // [10, 28, 28, 1]
 */
export class OneHotAutoencoder implements LatentModel {
  /** The tag of its checkpoints. */
  static readonly kind = 'one-hot-autoencoder'
  readonly kind: string = OneHotAutoencoder.kind
  readonly config: ResolvedOneHotAutoencoderConfig
  readonly phases: readonly [Phase<tf.Tensor>]
  /** What draws the classes, and counts them; the model's own. */
  readonly quantizer: Quantizer
  readonly #parts: ModelParts<'quantizer', 'encoder' | 'decoder'>

  /** @throws AeError `config` on a bad option, `shape` if a network does not fit */
  constructor(config: OneHotAutoencoderConfig) {
    this.config = resolveOneHotAutoencoderConfig(config)
    const { inputShape, classes, relaxation, temperature, balanceWeight, seed } = this.config
    const { encoder = mlp({ hiddenUnits: [256] }), decoder = mlp({ hiddenUnits: [] }) } = config
    this.#parts = new ModelParts({
      subject: 'OneHotAutoencoder',
      quantizers: {
        quantizer: {
          kind: GumbelQuantizer.kind,
          config: { classes, relaxation, temperature, balanceWeight },
        },
      },
      networks: () => ({
        encoder: { like: encoder, inputShape, outputShape: [classes] },
        decoder: { like: decoder, inputShape: [classes], outputShape: inputShape },
      }),
      seed,
    })
    this.quantizer = this.#parts.quantizers.quantizer
    this.phases = [
      {
        name: 'one-hot-autoencoder',
        variables: this.#parts.variables,
        objective: (x, ctx) => this.#objective(x, ctx),
        afterStep: (aux, ctx) => this.quantizer.afterStep(aux, ctx),
      },
    ]
  }

  /** The likeliest class of each row as one-hot: `[B, …inputShape]` → `[B, K]`. Borrows `x`; the code is the caller's. */
  encode(x: tf.Tensor): tf.Tensor {
    this.#parts.require(x, this.config.inputShape)
    return tf.tidy(() => this.quantizer.quantize(this.#logits(x), inferenceContext()).codes)
  }

  /** `[B, K]`, one-hot or a mixture, → `[B, …inputShape]`. Borrows `z`; the result is the caller's. */
  decode(z: tf.Tensor): tf.Tensor {
    this.#parts.require(z, [this.config.classes])
    return tf.tidy(() => this.#decoded(z, inferenceContext()))
  }

  /** The likeliest class of each row: `[B, …inputShape]` → int32 `[B]`. Borrows `x`; the classes are the caller's. */
  classes(x: tf.Tensor): tf.Tensor {
    this.#parts.require(x, this.config.inputShape)
    return tf.tidy(() => this.quantizer.quantize(this.#logits(x), inferenceContext()).indices)
  }

  /** How likely each class is for each row: `[B, …inputShape]` → `[B, K]`. Borrows `x`; the result is the caller's. */
  probabilities(x: tf.Tensor): tf.Tensor {
    this.#parts.require(x, this.config.inputShape)
    return tf.tidy(() => this.#logits(x).softmax())
  }

  /** What each class decodes to: `[K, …inputShape]`, the caller's. */
  prototypes(): tf.Tensor {
    return tf.tidy(() => this.decode(tf.eye(this.config.classes)))
  }

  weights(): Readonly<Record<string, tf.Variable>> {
    return this.#parts.weights()
  }

  topologies(): Readonly<Record<string, NetworkTopology>> {
    return this.#parts.topologies()
  }

  dispose(): void {
    this.#parts.dispose()
  }

  #logits(x: tf.Tensor, ctx: StepContext = inferenceContext()): tf.Tensor {
    return this.#parts.networks.encoder.apply(x, ctx)
  }

  #decoded(codes: tf.Tensor, ctx: StepContext): tf.Tensor {
    return toDataSpace(this.#parts.networks.decoder.apply(codes, ctx), this.config)
  }

  #objective(x: tf.Tensor, ctx: StepContext): Objective {
    this.#parts.require(x, this.config.inputShape)
    const logits = this.#logits(x, ctx)
    const { codes, total, terms, aux } = this.quantizer.quantize(logits, ctx)
    const reconstruction = sse(x, this.#decoded(codes, ctx))
    const plain = { total: reconstruction.add(total).asScalar(), terms: { reconstruction, ...terms }, aux }
    const { invariance: wanted, classes } = this.config
    if (wanted === 'none') return plain
    const changed = this.#logits(changedRows(x, wanted, ctx), ctx)
    const shared = pairedInformation(logits.softmax(), changed.softmax())
    const invariance = tf.scalar(Math.log(classes)).sub(shared).asScalar()
    return {
      total: plain.total.add(invariance.mul(wanted.weight)).asScalar(),
      terms: { ...plain.terms, invariance },
      aux,
    }
  }
}

function changedRows(x: tf.Tensor, { augment }: ClassInvariance, { rng }: StepContext): tf.Tensor {
  const changed = withoutGradient(() => augment(x, rng.fork('augment')))
  const [expected, received]: Shape[] = [x.shape, changed.shape]
  if (show(expected) === show(received)) return changed
  throw new AeError(
    'shape',
    `OneHotAutoencoder: \`invariance.augment\` must keep the shape ${show(expected)}. Received: ${show(received)}.`,
  )
}
