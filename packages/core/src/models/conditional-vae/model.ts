import * as tf from '@tensorflow/tfjs'
import { AeError } from '../../errors/ae-error'
import { show } from '../../errors/require'
import type { ImportanceRequest, ImportanceSampled } from '../../interfaces/importance-sampled'
import type { Disposable, Saveable } from '../../interfaces/model'
import type { NetworkTopology } from '../../interfaces/network'
import type { Objective, Phase, StepContext, Trainable } from '../../interfaces/phase'
import type { Rng } from '../../interfaces/rng'
import type { Shape } from '../../interfaces/shape'
import { flatRows } from '../../losses/flat-rows'
import type { LabelledBatch } from '../../probes/classifier'
import { createRng } from '../../rng/rng'
import { codeNetworks } from '../code-networks'
import {
  drawCode,
  drawCodes,
  gaussianCode,
  type Posterior,
  repeatRows,
  standardNormalLogDensity,
} from '../gaussian-code'
import { LatentNetworks } from '../latent-networks'
import { inferenceContext } from '../live'
import { evidenceBound } from '../vae/evidence-bound'
import {
  createLogScale,
  hasSigmoidOutput,
  likelihoodMean,
  logLikelihoodOfRows,
  logScaleWeights,
  negativeLogLikelihood,
} from '../vae/likelihood'
import {
  type ConditionalVAEConfig,
  type ResolvedConditionalVAEConfig,
  resolveConditionalVAEConfig,
} from './config'

/**
 * A variational auto-encoder that is told the class: new data of a wanted class can be drawn, and the code is left to say
 * everything else.
 *
 * ```
 * x, y ──► encoder ──► mean, logVar ──► z = mean + e^(½ logVar)·ε
 * [B, …], [B]           [B, D] each     z, y ──► decoder ──► p(x | z, y)
 *            minimise  −log p(x | z, y)  +  β · KL(q(z | x, y) ‖ N(0, I))
 * ```
 *
 * Classes are numbers from 0, joined to rows and codes as one-hot; a number that is no class counts as none. Rows are flat
 * for the encoder: convolutions need a network of their own that takes them apart again. Without classes take a `VAE`.
 *
 * @see Sohn et al. 2015, Learning Structured Output Representation using Deep Conditional Generative Models, eq. 4
 * @example
 * const model = new ConditionalVAE({ inputShape: [28, 28, 1], latentDim: 16, classes: 10 })
 * const rows = fromTensors({ x, label: tf.tensor1d(labels, 'int32') })
 * await fit(model, rows, { epochs: 20 })
 * const sevens = model.sample(tf.fill([16], 7))
 */
export class ConditionalVAE
  implements Trainable<LabelledBatch>, ImportanceSampled<LabelledBatch>, Saveable, Disposable
{
  /** The tag of its checkpoints. */
  static readonly kind = 'conditional-vae'
  readonly kind: string = ConditionalVAE.kind
  readonly config: ResolvedConditionalVAEConfig
  readonly phases: readonly [Phase<LabelledBatch>]
  readonly #latent: LatentNetworks
  readonly #logScale: tf.Variable | undefined

  /** @throws AeError `config` on a bad option, `shape` if a network does not fit */
  constructor(config: ConditionalVAEConfig) {
    this.config = resolveConditionalVAEConfig(config)
    const { inputShape, latentDim, classes, likelihood, seed } = this.config
    const { encoder, decoder } = config
    const subject = 'ConditionalVAE'
    const networks = codeNetworks({
      subject,
      inputShape,
      encoderInput: [inputShape.reduce((product, side) => product * side, 1) + classes],
      encoderOutput: 2 * latentDim,
      latentDim: latentDim + classes,
      encoder,
      decoder,
      sigmoidOutput: hasSigmoidOutput(likelihood),
      seed,
    })
    const toData = (raw: tf.Tensor): tf.Tensor => likelihoodMean(likelihood, raw)
    this.#logScale = createLogScale(likelihood)
    const weights = logScaleWeights(this.#logScale)
    this.#latent = new LatentNetworks({ subject, inputShape, latentDim, networks, toData, weights })
    this.phases = [
      {
        name: 'conditional-vae',
        variables: this.#latent.variables,
        objective: (batch, ctx) => this.#objective(batch, ctx),
      },
    ]
  }

  /** The posterior mean: rows `[B, …inputShape]` and classes `[B]` → `[B, latentDim]`. Borrows both; the code is the caller's. */
  encode(x: tf.Tensor, label: tf.Tensor): tf.Tensor {
    this.#require(x, { shape: this.config.inputShape, label })
    return tf.tidy(() => this.#posterior({ x, label }, inferenceContext()).mean)
  }

  /** The mean of the data: `[B, latentDim]` and classes `[B]` → `[B, …inputShape]`. Borrows both; the result is the caller's. */
  decode(z: tf.Tensor, label: tf.Tensor): tf.Tensor {
    this.#require(z, { shape: [this.config.latentDim], label })
    return tf.tidy(() => likelihoodMean(this.config.likelihood, this.#decode(z, label, inferenceContext())))
  }

  /** Mean and log-variance of the code, `[B, latentDim]` each, both the caller's. Borrows the batch. */
  posterior(batch: LabelledBatch): Posterior {
    this.#require(batch.x, { shape: this.config.inputShape, label: batch.label })
    const { mean, logVar } = tf.tidy(() => ({ ...this.#posterior(batch, inferenceContext()) }))
    return { mean, logVar }
  }

  logWeights(batch: LabelledBatch, { samples, rng }: ImportanceRequest): tf.Tensor {
    const { x, label } = batch
    this.#require(x, { shape: this.config.inputShape, label })
    return tf.tidy(() => {
      const { z, logDensity } = drawCodes(this.#posterior(batch, inferenceContext()), { samples, rng })
      const raw = this.#decode(z, repeatRows(label, samples), inferenceContext())
      const rows = repeatRows(x, samples) // [B·K, …]
      const likelihood = logLikelihoodOfRows(this.config.likelihood, rows, raw, this.#logScale)
      return likelihood.add(standardNormalLogDensity(z)).reshape([-1, samples]).sub(logDensity)
    })
  }

  /**
   * New data of wanted classes: one draw for each, `[N]` → `[N, …inputShape]`. Borrows the classes; the data are the caller's.
   *
   * The default stream starts anew at each call, so the same model draws the same data.
   */
  sample(label: tf.Tensor, rng: Rng = createRng(0)): tf.Tensor {
    return tf.tidy(() => this.decode(rng.normal([label.shape[0] ?? 0, this.config.latentDim]), label))
  }

  weights(): Readonly<Record<string, tf.Variable>> {
    return this.#latent.weights()
  }

  topologies(): Readonly<Record<string, NetworkTopology>> {
    return this.#latent.topologies()
  }

  dispose(): void {
    this.#latent.dispose()
  }

  #objective({ x, label }: LabelledBatch, ctx: StepContext): Objective {
    this.#require(x, { shape: this.config.inputShape, label })
    const posterior = this.#posterior({ x, label }, ctx)
    const raw = this.#decode(drawCode(posterior, ctx.rng.fork('code')), label, ctx)
    const reconstruction = negativeLogLikelihood(this.config.likelihood, x, raw, this.#logScale)
    return evidenceBound(this.config, { reconstruction, posterior, ctx })
  }

  #posterior({ x, label }: LabelledBatch, ctx: StepContext): Posterior {
    return gaussianCode(
      this.#latent.networks.encoder.apply(tf.concat([flatRows(x), this.#oneHot(label)], 1), ctx),
    )
  }

  #decode(z: tf.Tensor, label: tf.Tensor, ctx: StepContext): tf.Tensor {
    return this.#latent.networks.decoder.apply(tf.concat([z, this.#oneHot(label)], 1), ctx)
  }

  #oneHot(label: tf.Tensor): tf.Tensor {
    return tf.oneHot(label.toInt(), this.config.classes).toFloat()
  }

  #require(rows: tf.Tensor, { shape, label }: { readonly shape: Shape; readonly label: tf.Tensor }): void {
    this.#latent.require(rows, shape)
    if (label.rank === 1 && label.shape[0] === rows.shape[0]) return
    throw new AeError(
      'shape',
      `ConditionalVAE: expected one class a row, [${rows.shape[0]}]. Received: ${show(label.shape)}.`,
    )
  }
}
