import type * as tf from '@tensorflow/tfjs'
import type { ImportanceRequest, ImportanceSampled } from '../../interfaces/importance-sampled'
import type { LatentModel } from '../../interfaces/model'
import type { NetworkTopology } from '../../interfaces/network'
import type { Objective, Phase, StepContext } from '../../interfaces/phase'
import type { Rng } from '../../interfaces/rng'
import { createRng } from '../../rng/rng'
import type { Posterior } from '../gaussian-code'
import { GaussianLatent } from '../gaussian-latent'
import { type IWAEConfig, type ResolvedIWAEConfig, resolveIWAEConfig } from './config'
import { importanceWeightedBound } from './loss'

/**
 * An importance-weighted auto-encoder: a VAE that is trained on a tighter bound, with several codes a row of which the
 * likelier count more.
 *
 * ```
 * x ──► encoder ──► mean, logVar ──► z₁ … z_K ──► decoder ──► p(x | z_k)
 * [B, …]             [B, D] each    [B, K, D]                  [B, K, …]
 *   minimise  −log 1/K Σ_k w_k,   w_k = p(x | z_k) · p(z_k) / q(z_k | x)
 * ```
 *
 * A `VAE` pays for every code that its posterior may draw, an `IWAE` for the likely ones: posteriors may be wider than the
 * true ones, more of the code is used, and data become likelier. A posterior is then no estimate of the true one, and with
 * K the signal for the encoder fades beside its noise. There is no KL term to weigh: for that take a `VAE`.
 *
 * @see Burda, Grosse & Salakhutdinov 2016, Importance Weighted Autoencoders, eq. 8, arXiv:1509.00519
 * @see Rainforth et al. 2018, Tighter Variational Bounds are Not Necessarily Better, arXiv:1802.04537
 * @example
 * const model = new IWAE({ inputShape: [28, 28, 1], latentDim: 16, samples: 5 })
 * await fit(model, images, { epochs: 20 })
 * const nats = await importanceWeightedNll(model, images)
 */
export class IWAE implements LatentModel, ImportanceSampled {
  /** The tag of its checkpoints. */
  static readonly kind = 'iwae'
  readonly kind: string = IWAE.kind
  readonly config: ResolvedIWAEConfig
  readonly phases: readonly [Phase<tf.Tensor>]
  readonly #latent: GaussianLatent

  /** @throws AeError `config` on a bad option, `shape` if a network does not fit */
  constructor(config: IWAEConfig) {
    this.config = resolveIWAEConfig(config)
    this.#latent = new GaussianLatent('IWAE', this.config, config)
    this.phases = [
      {
        name: 'iwae',
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

  /** Mean and log-variance of what codes are drawn from, `[B, latentDim]` each, both the caller's. Borrows `x`. */
  posterior(x: tf.Tensor): Posterior {
    return this.#latent.posterior(x)
  }

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
    const { samples } = this.config
    const logWeights = this.#latent.logWeights(x, { samples, rng: ctx.rng.fork('code'), ctx }) // [B, K]
    const importanceBound = importanceWeightedBound(logWeights)
    // What a VAE would pay for the same codes: how far apart the two are says how far its posterior is from the true one.
    const evidenceBound = logWeights.mean().neg().asScalar()
    return { total: importanceBound, terms: { importanceBound, evidenceBound } }
  }
}
