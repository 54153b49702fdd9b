import * as tf from '@tensorflow/tfjs'
import { requirePositiveInteger } from '../../errors/require'
import type { ImportanceRequest, ImportanceSampled } from '../../interfaces/importance-sampled'
import type { LatentModel } from '../../interfaces/model'
import type { Network, NetworkTopology } from '../../interfaces/network'
import type { Objective, Phase, StepContext } from '../../interfaces/phase'
import type { Rng } from '../../interfaces/rng'
import type { Sampler } from '../../interfaces/sampler'
import { klDivergence } from '../../losses/kl-divergence'
import { mlp } from '../../networks/mlp'
import { createRng } from '../../rng/rng'
import { type CodeNetworks, codeNetworks } from '../code-networks'
import { furtherNetwork } from '../further-network'
import {
  drawCode,
  drawCodes,
  gaussianCode,
  gaussianLogDensity,
  type Posterior,
  repeatRows,
  standardNormalLogDensity,
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
import {
  type HierarchicalVAEConfig,
  type ResolvedHierarchicalVAEConfig,
  resolveHierarchicalVAEConfig,
} from './config'

/** Hidden units of the upper level's default networks. */
const TOP_UNITS = [128] as const

/**
 * A variational auto-encoder with two levels of codes: the lower one's prior is itself decoded from the upper one.
 *
 * ```
 * x ──► encoder ──► q(z₁ | x) ──► z₁ ──► topEncoder ──► q(z₂ | z₁) ──► z₂
 * [B, …]             [B, D]                              [B, topDim]
 * N(0, I) ──► z₂ ──► topDecoder ──► p(z₁ | z₂) ──► z₁ ──► decoder ──► p(x | z₁)
 *   minimise  −log p(x | z₁)  +  β · (log q(z₁ | x) − log p(z₁ | z₂)  +  KL(q(z₂ | z₁) ‖ N(0, I)))
 * ```
 *
 * `encode` and `decode` are about the lower level; `sample` begins at the upper one. The lower term is estimated from one
 * draw, for both levels depend on it. The upper level is easily left unused: give the KL term a warm-up. One level is a
 * `VAE`; a prior without an upper level is a `VampVAE`.
 *
 * @see Rezende et al. 2014, Stochastic Backpropagation, §2, arXiv:1401.4082; Sønderby et al. 2016, eq. 1–3, arXiv:1602.02282
 * @example
 * const model = new HierarchicalVAE({ inputShape: [28, 28, 1], latentDim: 32, topDim: 8, beta: { kind: 'warmUp', fraction: 0.3 } })
 * await fit(model, images, { epochs: 20 })
 * const digits = model.sample(16)
 */
export class HierarchicalVAE implements LatentModel, ImportanceSampled {
  /** The tag of its checkpoints. */
  static readonly kind = 'hierarchical-vae'
  readonly kind: string = HierarchicalVAE.kind
  readonly config: ResolvedHierarchicalVAEConfig
  readonly phases: readonly [Phase<tf.Tensor>]
  /** The prior of the lower level: N(0, I) through the upper decoder. */
  readonly prior: Sampler
  readonly #topEncoder: Network
  readonly #topDecoder: Network
  readonly #networks: CodeNetworks
  readonly #logScale: tf.Variable | undefined
  #disposed = false

  /** @throws AeError `config` on a bad option, `shape` if a network does not fit */
  constructor(config: HierarchicalVAEConfig) {
    this.config = resolveHierarchicalVAEConfig(config)
    const { inputShape, latentDim, likelihood, seed } = this.config
    const { encoder, decoder } = config
    const networks = codeNetworks({
      subject: 'HierarchicalVAE',
      inputShape,
      encoderOutput: 2 * latentDim,
      latentDim,
      encoder,
      decoder,
      sigmoidOutput: hasSigmoidOutput(likelihood),
      seed,
    })
    this.#networks = networks
    const { topDim } = this.config
    const rng = createRng(seed)
    this.#topEncoder = furtherNetwork({
      like: config.topEncoder ?? mlp({ hiddenUnits: TOP_UNITS }),
      request: {
        subject: 'HierarchicalVAE.topEncoder',
        inputShape: [latentDim],
        outputShape: [2 * topDim],
        rng: rng.fork('topEncoder'),
      },
      beside: [networks.encoder, networks.decoder],
    })
    this.#topDecoder = furtherNetwork({
      like: config.topDecoder ?? mlp({ hiddenUnits: TOP_UNITS }),
      request: {
        subject: 'HierarchicalVAE.topDecoder',
        inputShape: [topDim],
        outputShape: [2 * latentDim],
        rng: rng.fork('topDecoder'),
      },
      beside: [networks.encoder, networks.decoder, this.#topEncoder],
    })
    this.prior = { sample: (count, stream = createRng(0)) => this.#drawPrior(count, stream) }
    this.#logScale = createLogScale(likelihood)
    this.phases = [
      {
        name: 'hierarchical-vae',
        variables: [
          ...networks.encoder.variables,
          ...networks.decoder.variables,
          ...this.#topEncoder.variables,
          ...this.#topDecoder.variables,
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
      const ctx = inferenceContext()
      const lower = drawCodes(this.#posterior(x, ctx), { samples, rng })
      // One code of the upper level for each of the lower.
      const above = gaussianCode(this.#topEncoder.apply(lower.z, ctx))
      const upper = drawCodes(above, { samples: 1, rng })
      const prior = gaussianCode(this.#topDecoder.apply(upper.z, ctx))
      const raw = this.#networks.decoder.apply(lower.z, ctx)
      const joint = logLikelihoodOfRows(this.config.likelihood, repeatRows(x, samples), raw, this.#logScale)
        .add(gaussianLogDensity(lower.z, prior.mean, prior.logVar))
        .add(standardNormalLogDensity(upper.z))
        .sub(upper.logDensity.as1D())
      return joint.reshape([-1, samples]).sub(lower.logDensity)
    })
  }

  /**
   * New data: `count` draws from N(0, I), decoded twice. `[count, …inputShape]`, the caller's.
   *
   * The default stream starts anew at each call, so the same model draws the same data.
   */
  sample(count: number, rng: Rng = createRng(0)): tf.Tensor {
    return tf.tidy(() => this.decode(this.prior.sample(count, rng)))
  }

  #drawPrior(count: number, rng: Rng): tf.Tensor {
    requireLive('HierarchicalVAE', this.#disposed)
    requirePositiveInteger('HierarchicalVAE.prior', 'count', count)
    return tf.tidy(() => {
      const top = rng.normal([count, this.config.topDim])
      return drawCode(gaussianCode(this.#topDecoder.apply(top, inferenceContext())), rng)
    })
  }

  weights(): Readonly<Record<string, tf.Variable>> {
    const scale = this.#logScale === undefined ? {} : { 'likelihood/log-scale': this.#logScale }
    return { ...networkWeights(this.#parts()), ...scale }
  }

  topologies(): Readonly<Record<string, NetworkTopology>> {
    return networkTopologies(this.#parts())
  }

  dispose(): void {
    if (this.#disposed) return
    this.#disposed = true
    this.#networks.encoder.dispose()
    this.#networks.decoder.dispose()
    this.#topEncoder.dispose()
    this.#topDecoder.dispose()
    this.#logScale?.dispose()
  }

  #objective(x: tf.Tensor, ctx: StepContext): Objective {
    this.#require(x, this.config.inputShape)
    const { likelihood, beta } = this.config
    const lower = this.#posterior(x, ctx)
    const z = drawCode(lower, ctx.rng.fork('code')) // [B, D]
    const upper = gaussianCode(this.#topEncoder.apply(z, ctx))
    const top = drawCode(upper, ctx.rng.fork('top-code')) // [B, topDim]
    const prior = gaussianCode(this.#topDecoder.apply(top, ctx))
    const reconstruction = negativeLogLikelihood(
      likelihood,
      x,
      this.#networks.decoder.apply(z, ctx),
      this.#logScale,
    )
    const density = gaussianLogDensity(z, lower.mean, lower.logVar)
    const kl = density
      .sub(gaussianLogDensity(z, prior.mean, prior.logVar))
      .mean()
      .asScalar()
    const topKl = klDivergence(upper.mean, upper.logVar)
    const weight = ctx.training ? klWeightAt(beta, ctx.step, ctx.totalSteps) : klWeightAt(beta, 0, 0)
    const total = reconstruction.add(kl.add(topKl).mul(weight)).asScalar()
    return { total, terms: { reconstruction, kl, topKl } }
  }

  #parts(): Readonly<Record<string, Network>> {
    return { ...this.#networks, topEncoder: this.#topEncoder, topDecoder: this.#topDecoder }
  }

  #posterior(x: tf.Tensor, ctx: StepContext): Posterior {
    return gaussianCode(this.#networks.encoder.apply(x, ctx))
  }

  #require(x: tf.Tensor, shape: readonly number[]): void {
    requireLive('HierarchicalVAE', this.#disposed)
    requireBatch('HierarchicalVAE', x, shape)
  }
}
