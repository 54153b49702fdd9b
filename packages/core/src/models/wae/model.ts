import type * as tf from '@tensorflow/tfjs'
import type { LatentModel } from '../../interfaces/model'
import type { NetworkTopology } from '../../interfaces/network'
import type { Objective, Phase, StepContext } from '../../interfaces/phase'
import type { Rng } from '../../interfaces/rng'
import { maximumMeanDiscrepancy } from '../../losses/maximum-mean-discrepancy'
import { createRng } from '../../rng/rng'
import type { LatentNetworks } from '../latent-networks'
import { pointLatent } from '../point-latent'
import { reconstructionLoss } from '../reconstruction'
import { type ResolvedWAEConfig, resolveWAEConfig, type WAEConfig } from './config'

/**
 * A Wasserstein auto-encoder with a discrepancy penalty (WAE-MMD): codes are points, and all of them together are spread as
 * N(0, I), so that new data can be drawn.
 *
 * ```
 * x ──► encoder ──► z ──► decoder ──► output function ──► x̂
 * [B, …]           [B, D]                               [B, …]
 *   minimise  reconstruction(x, x̂)  +  mmdWeight · MMD²(z, N(0, I))
 * ```
 *
 * Codes of single rows may stay apart, where a `VAE` makes them overlap: sharper, but with no likelihood. Batches of
 * 100 rows and more, for the discrepancy is that of a batch. An `AdversarialAutoencoder` learns the penalty instead.
 *
 * @see Tolstikhin et al. 2018, Wasserstein Auto-Encoders, algorithm 2, arXiv:1711.01558
 * @example
 * const model = new WAE({ inputShape: [28, 28, 1], latentDim: 8 })
 * await fit(model, images, { epochs: 20 })
 * const digits = model.sample(16)
 */
export class WAE implements LatentModel {
  /** The tag of its checkpoints. */
  static readonly kind = 'wae'
  readonly kind: string = WAE.kind
  readonly config: ResolvedWAEConfig
  readonly phases: readonly [Phase<tf.Tensor>]
  readonly #latent: LatentNetworks

  /** @throws AeError `config` on a bad option, `shape` if a network does not fit */
  constructor(config: WAEConfig) {
    this.config = resolveWAEConfig(config)
    this.#latent = pointLatent('WAE', this.config, config)
    this.phases = [
      {
        name: 'wae',
        variables: this.#latent.variables,
        objective: (x, ctx) => this.#objective(x, ctx),
      },
    ]
  }

  /** `[B, …inputShape]` → `[B, latentDim]`. Borrows `x`; the code is the caller's. */
  encode(x: tf.Tensor): tf.Tensor {
    return this.#latent.encode(x)
  }

  /** `[B, latentDim]` → `[B, …inputShape]`. Borrows `z`; the result is the caller's. */
  decode(z: tf.Tensor): tf.Tensor {
    return this.#latent.decode(z)
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
    const { kernel, mmdWeight } = this.config
    const z = this.#latent.code(x, ctx)
    const reconstruction = reconstructionLoss(this.config, x, this.#latent.networks.decoder.apply(z, ctx))
    const prior = ctx.rng.fork('prior').normal(z.shape)
    const mmd = maximumMeanDiscrepancy(z, prior, { kernel })
    return { total: reconstruction.add(mmd.mul(mmdWeight)).asScalar(), terms: { reconstruction, mmd } }
  }
}
