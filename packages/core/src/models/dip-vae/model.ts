import type * as tf from '@tensorflow/tfjs'
import type { LatentModel } from '../../interfaces/model'
import type { NetworkTopology } from '../../interfaces/network'
import type { Objective, Phase, StepContext } from '../../interfaces/phase'
import type { Rng } from '../../interfaces/rng'
import { klDivergence } from '../../losses/kl-divergence'
import { createRng } from '../../rng/rng'
import type { Posterior } from '../gaussian-code'
import { GaussianLatent } from '../gaussian-latent'
import { klWeightAt } from '../vae/kl-weight'
import { type DIPVAEConfig, type ResolvedDIPVAEConfig, resolveDIPVAEConfig } from './config'
import { covariancePenalty } from './loss'

/**
 * A VAE whose codes, all together, are drawn to have unit variances and no covariances (DIP-VAE I and II).
 *
 * ```
 * x ──► encoder ──► mean, logVar ──► z ──► decoder ──► p(x | z)
 * [B, …]             [B, D] each    [B, D]              [B, …]
 *   minimise  −log p(x | z) + β · KL(q(z | x) ‖ N(0, I)) + λ_od · Σ_i≠j C_ij² + λ_d · Σ_i (C_ii − 1)²
 * ```
 *
 * `C` is the covariance, over a batch, of the means or of the codes. It sees straight dependence only, where a `BetaTCVAE`
 * sees any, but costs next to nothing. The diagonal also holds a code up that the KL would let collapse. Batches of 64 rows
 * and more, for the covariance is that of a batch.
 *
 * @see Kumar, Sattigeri & Balakrishnan 2018, Variational Inference of Disentangled Latent Concepts, arXiv:1711.00848
 * @example
 * const model = new DIPVAE({ inputShape: [64, 64, 1], latentDim: 10 })
 * await fit(model, images, { epochs: 20 })
 * const { score } = await mutualInformationGap(model.encode(x), factors)
 */
export class DIPVAE implements LatentModel {
  /** The tag of its checkpoints. */
  static readonly kind = 'dip-vae'
  readonly kind: string = DIPVAE.kind
  readonly config: ResolvedDIPVAEConfig
  readonly phases: readonly [Phase<tf.Tensor>]
  readonly #latent: GaussianLatent

  /** @throws AeError `config` on a bad option, `shape` if a network does not fit */
  constructor(config: DIPVAEConfig) {
    this.config = resolveDIPVAEConfig(config)
    this.#latent = new GaussianLatent('DIPVAE', this.config, config)
    this.phases = [
      {
        name: 'dip-vae',
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

  /**
   * New data: `count` draws from N(0, I), decoded. `[count, …inputShape]`, the caller's.
   *
   * The default stream starts anew at each call, so the same model draws the same data.
   */
  sample(count: number, rng: Rng = createRng(0)): tf.Tensor {
    return this.#latent.sample(count, rng)
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
    const { covariance, beta, offDiagonalWeight, diagonalWeight } = this.config
    const { mean, logVar, reconstruction } = this.#latent.pass(x, ctx)
    const kl = klDivergence(mean, logVar)
    const penalty = covariancePenalty({ mean, logVar }, covariance)
    const weight = ctx.training ? klWeightAt(beta, ctx.step, ctx.totalSteps) : klWeightAt(beta, 0, 0)
    const total = reconstruction
      .add(kl.mul(weight))
      .add(penalty.offDiagonal.mul(offDiagonalWeight))
      .add(penalty.diagonal.mul(diagonalWeight))
      .asScalar()
    return { total, terms: { reconstruction, kl, ...penalty } }
  }
}
