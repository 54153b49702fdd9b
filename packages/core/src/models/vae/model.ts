import type * as tf from '@tensorflow/tfjs'
import type { ImportanceRequest, ImportanceSampled } from '../../interfaces/importance-sampled'
import type { LatentModel } from '../../interfaces/model'
import type { NetworkTopology } from '../../interfaces/network'
import type { Objective, Phase, StepContext } from '../../interfaces/phase'
import type { Rng } from '../../interfaces/rng'
import { createRng } from '../../rng/rng'
import type { Posterior } from '../gaussian-code'
import { GaussianLatent } from '../gaussian-latent'
import { type ResolvedVAEConfig, resolveVAEConfig, type VAEConfig } from './config'
import { evidenceBound } from './evidence-bound'
import { type KlSteerable, type KlSteering, resolveKlSteering } from './kl-steering'

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
export class VAE implements LatentModel, ImportanceSampled, KlSteerable {
  /** The tag of its checkpoints. */
  static readonly kind = 'vae'
  readonly kind: string = VAE.kind
  readonly config: ResolvedVAEConfig
  readonly phases: readonly [Phase<tf.Tensor>]
  readonly #latent: GaussianLatent
  #steering: KlSteering = {}

  /** @throws AeError `config` on a bad option, `shape` if a network does not fit */
  constructor(config: VAEConfig) {
    this.config = resolveVAEConfig(config)
    this.#latent = new GaussianLatent('VAE', this.config, config)
    this.phases = [
      {
        name: 'vae',
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

  /** `log p(x, z) − log q(z | x)` for codes drawn from the posterior: [B, samples], the caller's. Borrows `x`. */
  logWeights(x: tf.Tensor, request: ImportanceRequest): tf.Tensor {
    return this.#latent.logWeights(x, request)
  }

  /**
   * New data: `count` draws from N(0, I), decoded. `[count, …inputShape]`, the caller's.
   *
   * The default stream starts anew at each call, so the same model draws the same data.
   */
  sample(count: number, rng: Rng = createRng(0)): tf.Tensor {
    return this.#latent.sample(count, rng)
  }

  /**
   * How the KL term is charged in training from the next step on, on top of the configuration: what `collapseGuard`
   * calls. Outside training, and in checkpoints, nothing changes.
   *
   * @throws AeError `config`
   */
  steerKl(steering: KlSteering): void {
    this.#steering = resolveKlSteering('VAE', steering)
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
    const { reconstruction, ...posterior } = this.#latent.pass(x, ctx)
    return evidenceBound(this.config, { reconstruction, posterior, ctx, steering: this.#steering })
  }
}
