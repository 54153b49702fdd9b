import type * as tf from '@tensorflow/tfjs'
import type { LatentModel } from '../../interfaces/model'
import type { NetworkTopology } from '../../interfaces/network'
import type { Objective, Phase, StepContext } from '../../interfaces/phase'
import type { Rng } from '../../interfaces/rng'
import { createRng } from '../../rng/rng'
import type { Posterior } from '../gaussian-code'
import { GaussianLatent } from '../gaussian-latent'
import { klWeightAt } from '../vae/kl-weight'
import { type BetaTCVAEConfig, type ResolvedBetaTCVAEConfig, resolveBetaTCVAEConfig } from './config'
import { klDecomposition } from './loss'

/**
 * A VAE that punishes what the numbers of its codes tell of each other, so that each comes to mean something of its own.
 *
 * ```
 * x ──► encoder ──► mean, logVar ──► z ──► decoder ──► p(x | z)
 * [B, …]             [B, D] each    [B, D]              [B, …]
 *   minimise  −log p(x | z) + α · I(x; z) + β · KL(q(z) ‖ Π_d q(z_d)) + γ · Σ_d KL(q(z_d) ‖ N(0, 1))
 * ```
 *
 * The last three are the KL of a `VAE` taken apart; with all weights 1 it is one, but for the noise of the estimate. A `VAE`
 * with a β above 1 also pays for what codes tell of their rows, and blurs. A `FactorVAE` estimates the same correlation by
 * a second network. Batches of 64 rows and more, for the estimate is that of a batch.
 *
 * @see Chen et al. 2018, Isolating Sources of Disentanglement in VAEs, eq. 4, arXiv:1802.04942
 * @example
 * const model = new BetaTCVAE({ inputShape: [64, 64, 1], latentDim: 10, rows: 5000 })
 * await fit(model, images, { epochs: 20 })
 * const { score } = await mutualInformationGap(model.encode(x), factors)
 */
export class BetaTCVAE implements LatentModel {
  /** The tag of its checkpoints. */
  static readonly kind = 'beta-tc-vae'
  readonly kind: string = BetaTCVAE.kind
  readonly config: ResolvedBetaTCVAEConfig
  readonly phases: readonly [Phase<tf.Tensor>]
  readonly #latent: GaussianLatent

  /** @throws AeError `config` on a bad option, `shape` if a network does not fit */
  constructor(config: BetaTCVAEConfig) {
    this.config = resolveBetaTCVAEConfig(config)
    this.#latent = new GaussianLatent('BetaTCVAE', this.config, config)
    this.phases = [
      {
        name: 'beta-tc-vae',
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
    const { rows, estimator, beta, informationWeight, dimensionWeight } = this.config
    const { z, mean, logVar, reconstruction } = this.#latent.pass(x, ctx)
    const parts = klDecomposition(z, { mean, logVar }, { rows, estimator })
    const weight = ctx.training ? klWeightAt(beta, ctx.step, ctx.totalSteps) : klWeightAt(beta, 0, 0)
    const total = reconstruction
      .add(parts.mutualInformation.mul(informationWeight))
      .add(parts.totalCorrelation.mul(weight))
      .add(parts.dimensionWise.mul(dimensionWeight))
      .asScalar()
    return { total, terms: { reconstruction, ...parts } }
  }
}
