import * as tf from '@tensorflow/tfjs'
import { requirePositiveInteger } from '../../errors/require'
import type { ImportanceRequest, ImportanceSampled } from '../../interfaces/importance-sampled'
import type { LatentModel } from '../../interfaces/model'
import type { NetworkTopology } from '../../interfaces/network'
import type { Objective, Phase, StepContext } from '../../interfaces/phase'
import type { Rng } from '../../interfaces/rng'
import type { Sampler } from '../../interfaces/sampler'
import { createRng } from '../../rng/rng'
import { type CodeNetworks, codeNetworks } from '../code-networks'
import {
  drawCode,
  drawCodes,
  gaussianCode,
  gaussianLogDensity,
  type Posterior,
  repeatRows,
} from '../gaussian-code'
import { inferenceContext, requireBatch, requireLive } from '../live'
import { networkTopologies, networkWeights } from '../network-parts'
import { klWeightAt } from '../vae/kl-weight'
import {
  createLogScale,
  hasSigmoidOutput,
  likelihoodMean,
  logLikelihoodOfRows,
  negativeLogLikelihood,
} from '../vae/likelihood'
import { type ResolvedVampVAEConfig, resolveVampVAEConfig, type VampVAEConfig } from './config'
import { mixtureLogDensity } from './mixture-log-density'

/** Where pseudo-inputs begin, before their sigmoid: dark, as most pixels are, and different from each other. */
const INITIAL_LOGIT = -2

/**
 * A variational auto-encoder whose prior is learned: the mean of the posteriors of some made-up rows, its pseudo-inputs.
 *
 * ```
 * x ──► encoder ──► mean, logVar ──► z = mean + e^(½ logVar)·ε ──► decoder ──► p(x | z)
 * [B, …]             [B, D] each                                               [B, …]
 *   minimise  −log p(x | z)  +  β · (log q(z | x) − log p(z)),   p(z) = 1/K Σ_k q(z | u_k)
 * ```
 *
 * `u` are weights, [K, features], trained with the rest. The prior goes where the codes are instead of the other way round:
 * less of the code is lost to it than under a `VAE`. A step costs K more rows through the encoder. The KL term is
 * estimated from one draw, not known in closed form, and may be below 0 in a batch.
 *
 * @see Tomczak & Welling 2018, VAE with a VampPrior, eq. 9, arXiv:1705.07120
 * @example
 * const model = new VampVAE({ inputShape: [28, 28, 1], latentDim: 16, pseudoInputs: 200 })
 * await fit(model, images, { epochs: 20 })
 * const digits = model.sample(16)
 */
export class VampVAE implements LatentModel, ImportanceSampled {
  /** The tag of its checkpoints. */
  static readonly kind = 'vamp-vae'
  readonly kind: string = VampVAE.kind
  readonly config: ResolvedVampVAEConfig
  readonly phases: readonly [Phase<tf.Tensor>]
  /** The learned prior: codes near those of the pseudo-inputs. */
  readonly prior: Sampler
  readonly #pseudoInputs: tf.Variable
  readonly #networks: CodeNetworks
  readonly #logScale: tf.Variable | undefined
  #disposed = false

  /** @throws AeError `config` on a bad option, `shape` if a network does not fit */
  constructor(config: VampVAEConfig) {
    this.config = resolveVampVAEConfig(config)
    const { inputShape, latentDim, likelihood, seed } = this.config
    const { encoder, decoder } = config
    const networks = codeNetworks({
      subject: 'VampVAE',
      inputShape,
      encoderOutput: 2 * latentDim,
      latentDim,
      encoder,
      decoder,
      sigmoidOutput: hasSigmoidOutput(likelihood),
      seed,
    })
    this.#networks = networks
    this.#pseudoInputs = tf.tidy(() => {
      const features = inputShape.reduce((product, side) => product * side, 1)
      const start = createRng(seed).fork('pseudo-inputs').normal([this.config.pseudoInputs, features])
      return tf.variable(hasSigmoidOutput(likelihood) ? start.add(INITIAL_LOGIT) : start)
    })
    this.prior = { sample: (count, rng = createRng(0)) => this.#drawPrior(count, rng) }
    this.#logScale = createLogScale(likelihood)
    this.phases = [
      {
        name: 'vamp-vae',
        variables: [
          ...networks.encoder.variables,
          ...networks.decoder.variables,
          this.#pseudoInputs,
          ...(this.#logScale === undefined ? [] : [this.#logScale]),
        ],
        objective: (x, ctx) => this.#objective(x, ctx),
      },
    ]
  }

  /** The posterior mean: `[B, …inputShape]` → `[B, latentDim]`. Borrows `x`; the code is the caller's. */
  encode(x: tf.Tensor): tf.Tensor {
    this.#require(x, this.config.inputShape)
    return tf.tidy(() => this.#posterior(x, inferenceContext()).mean)
  }

  /** The mean of the data: `[B, latentDim]` → `[B, …inputShape]`. Borrows `z`; the result is the caller's. */
  decode(z: tf.Tensor): tf.Tensor {
    this.#require(z, [this.config.latentDim])
    return tf.tidy(() =>
      likelihoodMean(this.config.likelihood, this.#networks.decoder.apply(z, inferenceContext())),
    )
  }

  /** Mean and log-variance of the code, `[B, latentDim]` each, both the caller's. Borrows `x`. */
  posterior(x: tf.Tensor): Posterior {
    this.#require(x, this.config.inputShape)
    const { mean, logVar } = tf.tidy(() => ({ ...this.#posterior(x, inferenceContext()) }))
    return { mean, logVar }
  }

  logWeights(x: tf.Tensor, { samples, rng }: ImportanceRequest): tf.Tensor {
    this.#require(x, this.config.inputShape)
    return tf.tidy(() => {
      const { z, logDensity } = drawCodes(this.#posterior(x, inferenceContext()), { samples, rng })
      const raw = this.#networks.decoder.apply(z, inferenceContext())
      const rows = repeatRows(x, samples) // [B·K, …]
      const likelihood = logLikelihoodOfRows(this.config.likelihood, rows, raw, this.#logScale)
      const prior = mixtureLogDensity(z, this.#components(inferenceContext()))
      return likelihood.add(prior).reshape([-1, samples]).sub(logDensity)
    })
  }

  /**
   * New data: `count` draws from the prior, decoded. `[count, …inputShape]`, the caller's.
   *
   * The default stream starts anew at each call, so the same model draws the same data.
   */
  sample(count: number, rng: Rng = createRng(0)): tf.Tensor {
    return tf.tidy(() => this.decode(this.prior.sample(count, rng)))
  }

  #drawPrior(count: number, rng: Rng): tf.Tensor {
    requireLive('VampVAE', this.#disposed)
    requirePositiveInteger('VampVAE.prior', 'count', count)
    return tf.tidy(() => {
      const { mean, logVar } = this.#components(inferenceContext())
      const picks = Int32Array.from({ length: count }, () => rng.integer(this.config.pseudoInputs))
      const chosen = tf.tensor1d(picks, 'int32')
      return drawCode({ mean: mean.gather(chosen), logVar: logVar.gather(chosen) }, rng)
    })
  }

  weights(): Readonly<Record<string, tf.Variable>> {
    const scale = this.#logScale === undefined ? {} : { 'likelihood/log-scale': this.#logScale }
    return { ...networkWeights(this.#networks), 'prior/pseudo-inputs': this.#pseudoInputs, ...scale }
  }

  topologies(): Readonly<Record<string, NetworkTopology>> {
    return networkTopologies(this.#networks)
  }

  dispose(): void {
    if (this.#disposed) return
    this.#disposed = true
    this.#networks.encoder.dispose()
    this.#networks.decoder.dispose()
    this.#pseudoInputs.dispose()
    this.#logScale?.dispose()
  }

  #objective(x: tf.Tensor, ctx: StepContext): Objective {
    this.#require(x, this.config.inputShape)
    const { likelihood, beta } = this.config
    const posterior = this.#posterior(x, ctx)
    const z = drawCode(posterior, ctx.rng.fork('code')) // [B, D]
    const raw = this.#networks.decoder.apply(z, ctx)
    const reconstruction = negativeLogLikelihood(likelihood, x, raw, this.#logScale)
    const density = gaussianLogDensity(z, posterior.mean, posterior.logVar)
    const kl = density
      .sub(mixtureLogDensity(z, this.#components(ctx)))
      .mean()
      .asScalar()
    const weight = ctx.training ? klWeightAt(beta, ctx.step, ctx.totalSteps) : klWeightAt(beta, 0, 0)
    return { total: reconstruction.add(kl.mul(weight)).asScalar(), terms: { reconstruction, kl } }
  }

  /** The Gaussians of the prior: [K, D] each. */
  #components(ctx: StepContext): Posterior {
    const { inputShape, likelihood, pseudoInputs } = this.config
    const rows = hasSigmoidOutput(likelihood) ? this.#pseudoInputs.sigmoid() : this.#pseudoInputs
    return this.#posterior(rows.reshape([pseudoInputs, ...inputShape]), ctx)
  }

  #posterior(x: tf.Tensor, ctx: StepContext): Posterior {
    return gaussianCode(this.#networks.encoder.apply(x, ctx))
  }

  #require(x: tf.Tensor, shape: readonly number[]): void {
    requireLive('VampVAE', this.#disposed)
    requireBatch('VampVAE', x, shape)
  }
}
