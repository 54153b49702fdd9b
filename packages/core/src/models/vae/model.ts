import * as tf from '@tensorflow/tfjs'
import { requirePositiveInteger } from '../../errors/require'
import type { ImportanceRequest, ImportanceSampled } from '../../interfaces/importance-sampled'
import type { LatentModel } from '../../interfaces/model'
import type { NetworkTopology } from '../../interfaces/network'
import type { Objective, Phase, StepContext } from '../../interfaces/phase'
import type { Rng } from '../../interfaces/rng'
import { createRng } from '../../rng/rng'
import { type CodeNetworks, codeNetworks } from '../code-networks'
import {
  drawCode,
  drawCodes,
  gaussianCode,
  type Posterior,
  repeatRows,
  standardNormalLogDensity,
} from '../gaussian-code'
import { inferenceContext, requireBatch, requireLive } from '../live'
import { networkTopologies, networkWeights } from '../network-parts'
import { type ResolvedVAEConfig, resolveVAEConfig, type VAEConfig } from './config'
import { evidenceBound } from './evidence-bound'
import { createLogScale, hasSigmoidOutput, likelihoodMean, logLikelihoodOfRows } from './likelihood'

/**
 * A variational auto-encoder: codes are distributions, and close to N(0, I) as a whole, so that new data can be drawn.
 *
 * ```
 * x ──► encoder ──► mean, logVar ──► z = mean + e^(½ logVar)·ε ──► decoder ──► p(x | z)
 * [B, …]             [B, D] each      ε ~ N(0, I)                              [B, …]
 *           minimise  −log p(x | z)  +  β · KL(q(z | x) ‖ N(0, I))
 * ```
 *
 * Both terms are in nats: summed over features and latent dimensions, averaged over the batch.
 * `encode` gives the mean; `sample` decodes draws from the prior. Where codes need not be drawn from,
 * an `Autoencoder` reconstructs more sharply.
 *
 * @see Kingma & Welling 2014, Auto-Encoding Variational Bayes, arXiv:1312.6114; Higgins et al. 2017 for β ≠ 1
 * @example
 * const vae = new VAE({ inputShape: [28, 28, 1], latentDim: 16 })
 * await fit(vae, images, { epochs: 20 })
 * const digits = vae.sample(16)
 */
export class VAE implements LatentModel, ImportanceSampled {
  /** The tag of its checkpoints. */
  static readonly kind = 'vae'
  readonly kind: string = VAE.kind
  readonly config: ResolvedVAEConfig
  readonly phases: readonly [Phase<tf.Tensor>]
  readonly #networks: CodeNetworks
  readonly #logScale: tf.Variable | undefined
  #disposed = false

  /** @throws AeError `config` on a bad option, `shape` if a network does not fit */
  constructor(config: VAEConfig) {
    this.config = resolveVAEConfig(config)
    const { inputShape, latentDim, likelihood, seed } = this.config
    const { encoder, decoder } = config
    this.#networks = codeNetworks({
      subject: 'VAE',
      inputShape,
      encoderOutput: 2 * latentDim,
      latentDim,
      encoder,
      decoder,
      sigmoidOutput: hasSigmoidOutput(likelihood),
      seed,
    })
    this.#logScale = createLogScale(likelihood)
    this.phases = [
      {
        name: 'vae',
        variables: [
          ...this.#networks.encoder.variables,
          ...this.#networks.decoder.variables,
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

  /** `log p(x, z) − log q(z | x)` for codes drawn from the posterior: [B, samples], the caller's. Borrows `x`. */
  logWeights(x: tf.Tensor, { samples, rng }: ImportanceRequest): tf.Tensor {
    this.#require(x, this.config.inputShape)
    return tf.tidy(() => {
      const { z, logDensity } = drawCodes(this.#posterior(x, inferenceContext()), { samples, rng })
      const raw = this.#networks.decoder.apply(z, inferenceContext())
      const rows = repeatRows(x, samples) // [B·K, …]
      const likelihood = logLikelihoodOfRows(this.config.likelihood, rows, raw, this.#logScale)
      return likelihood.add(standardNormalLogDensity(z)).reshape([-1, samples]).sub(logDensity)
    })
  }

  /**
   * New data: `count` draws from N(0, I), decoded. `[count, …inputShape]`, the caller's.
   *
   * The default stream starts anew at each call, so the same model draws the same data.
   */
  sample(count: number, rng: Rng = createRng(0)): tf.Tensor {
    requirePositiveInteger('VAE.sample', 'count', count)
    return tf.tidy(() => this.decode(rng.normal([count, this.config.latentDim])))
  }

  weights(): Readonly<Record<string, tf.Variable>> {
    const scale = this.#logScale === undefined ? {} : { 'likelihood/log-scale': this.#logScale }
    return { ...networkWeights(this.#networks), ...scale }
  }

  topologies(): Readonly<Record<string, NetworkTopology>> {
    return networkTopologies(this.#networks)
  }

  dispose(): void {
    if (this.#disposed) return
    this.#disposed = true
    this.#networks.encoder.dispose()
    this.#networks.decoder.dispose()
    this.#logScale?.dispose()
  }

  #objective(x: tf.Tensor, ctx: StepContext): Objective {
    this.#require(x, this.config.inputShape)
    const posterior = this.#posterior(x, ctx)
    const z = drawCode(posterior, ctx.rng.fork('code')) // [B, D]
    const raw = this.#networks.decoder.apply(z, ctx)
    return evidenceBound(this.config, { x, raw, posterior, logScale: this.#logScale, ctx })
  }

  #posterior(x: tf.Tensor, ctx: StepContext): Posterior {
    return gaussianCode(this.#networks.encoder.apply(x, ctx))
  }

  #require(x: tf.Tensor, shape: readonly number[]): void {
    requireLive('VAE', this.#disposed)
    requireBatch('VAE', x, shape)
  }
}
