import * as tf from '@tensorflow/tfjs'
import { requirePositiveInteger } from '../../errors/require'
import type { ImportanceRequest, ImportanceSampled } from '../../interfaces/importance-sampled'
import type { LatentModel } from '../../interfaces/model'
import type { NetworkTopology } from '../../interfaces/network'
import type { Objective, Phase, StepContext } from '../../interfaces/phase'
import type { Rng } from '../../interfaces/rng'
import type { Sampler } from '../../interfaces/sampler'
import { klDivergence } from '../../losses/kl-divergence'
import { mlp } from '../../networks/mlp'
import { createRng } from '../../rng/rng'
import {
  drawCode,
  drawCodes,
  gaussianCode,
  gaussianLogDensity,
  type Posterior,
  standardNormalLogDensity,
} from '../gaussian-code'
import { GaussianLatent } from '../gaussian-latent'
import { inferenceContext } from '../live'
import { klWeightAt } from '../vae/kl-weight'
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
  readonly #latent: GaussianLatent<'topEncoder' | 'topDecoder'>

  /** @throws AeError `config` on a bad option, `shape` if a network does not fit */
  constructor(config: HierarchicalVAEConfig) {
    this.config = resolveHierarchicalVAEConfig(config)
    const { latentDim, topDim } = this.config
    const { topEncoder = mlp({ hiddenUnits: TOP_UNITS }), topDecoder = mlp({ hiddenUnits: TOP_UNITS }) } =
      config
    this.#latent = new GaussianLatent('HierarchicalVAE', this.config, {
      ...config,
      further: {
        topEncoder: { like: topEncoder, inputShape: [latentDim], outputShape: [2 * topDim] },
        topDecoder: { like: topDecoder, inputShape: [topDim], outputShape: [2 * latentDim] },
      },
    })
    this.prior = { sample: (count, rng = createRng(0)) => this.#drawPrior(count, rng) }
    this.phases = [
      {
        name: 'hierarchical-vae',
        variables: this.#latent.variables,
        objective: (x, ctx) => this.#objective(x, ctx),
      },
    ]
  }

  /** The posterior mean: `[B, …inputShape]` → `[B, latentDim]`. Borrows `x`; the code is the caller's. */
  encode(x: tf.Tensor): tf.Tensor {
    return this.#latent.encode(x)
  }

  /** The mean of the data: `[B, latentDim]` → `[B, …inputShape]`. Borrows `z`; the result is the caller's. */
  decode(z: tf.Tensor): tf.Tensor {
    return this.#latent.decode(z)
  }

  /** Mean and log-variance of the code, `[B, latentDim]` each, both the caller's. Borrows `x`. */
  posterior(x: tf.Tensor): Posterior {
    return this.#latent.posterior(x)
  }

  logWeights(x: tf.Tensor, { samples, rng }: ImportanceRequest): tf.Tensor {
    const ctx = inferenceContext()
    const logPrior = (z: tf.Tensor): tf.Tensor => {
      // One code of the upper level for each of the lower.
      const upper = drawCodes(this.#above(z, ctx), { samples: 1, rng })
      const { mean, logVar } = this.#priorOf(upper.z, ctx)
      return gaussianLogDensity(z, mean, logVar)
        .add(standardNormalLogDensity(upper.z))
        .sub(upper.logDensity.as1D())
    }
    return this.#latent.logWeights(x, { samples, rng, logPrior })
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
    this.#latent.requireLive()
    requirePositiveInteger('HierarchicalVAE.prior', 'count', count)
    return tf.tidy(() => {
      const top = rng.normal([count, this.config.topDim])
      return drawCode(this.#priorOf(top, inferenceContext()), rng)
    })
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

  #objective(x: tf.Tensor, ctx: StepContext): Objective {
    const { beta } = this.config
    const { mean, logVar, z, reconstruction } = this.#latent.pass(x, ctx)
    const upper = this.#above(z, ctx)
    const prior = this.#priorOf(drawCode(upper, ctx.rng.fork('top-code')), ctx)
    const kl = gaussianLogDensity(z, mean, logVar)
      .sub(gaussianLogDensity(z, prior.mean, prior.logVar))
      .mean<tf.Scalar>()
    const topKl = klDivergence(upper.mean, upper.logVar)
    const weight = ctx.training ? klWeightAt(beta, ctx.step, ctx.totalSteps) : klWeightAt(beta, 0, 0)
    const total = reconstruction.add(kl.add(topKl).mul(weight)).asScalar()
    return { total, terms: { reconstruction, kl, topKl } }
  }

  /** q(z₂ | z₁): [B, D] → [B, topDim] each. */
  #above(z: tf.Tensor, ctx: StepContext): Posterior {
    return gaussianCode(this.#latent.networks.topEncoder.apply(z, ctx))
  }

  /** p(z₁ | z₂): [B, topDim] → [B, D] each. */
  #priorOf(top: tf.Tensor, ctx: StepContext): Posterior {
    return gaussianCode(this.#latent.networks.topDecoder.apply(top, ctx))
  }
}
