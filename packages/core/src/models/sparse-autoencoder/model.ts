import * as tf from '@tensorflow/tfjs'
import type { LatentModel } from '../../interfaces/model'
import type { NetworkTopology } from '../../interfaces/network'
import type { Objective, Phase, StepContext } from '../../interfaces/phase'
import type { LatentNetworks } from '../latent-networks'
import { inferenceContext } from '../live'
import { pointLatent } from '../point-latent'
import { reconstructionLoss } from '../reconstruction'
import {
  type ResolvedSparseAutoencoderConfig,
  resolveSparseAutoencoderConfig,
  type SparseAutoencoderConfig,
} from './config'
import { sparsityLoss } from './loss'
import { toSparseCode } from './sparsity'

/**
 * A sparse auto-encoder: of many units, few are used for any one row, so that each comes to stand for something.
 *
 * ```
 * x ──► encoder ──► code function ──► z ──► decoder ──► output function ──► x̂
 * [B, …]          sigmoid | ReLU | k largest  [B, D]                      [B, …]
 *           minimise  reconstruction(x, x̂)  +  weight · sparsity(z)
 * ```
 *
 * `kl` draws each unit's mean to a rate, `l1` the sum of units to 0, `topK` keeps the k largest and has nothing to
 * weigh. Under `l1` a decoder can grow while the code shrinks, and win for nothing: train with `adamW`. The code may be
 * wider than the data; so may a `DenoisingAutoencoder`'s, which uses all of it. For as few numbers as
 * possible take an `Autoencoder`.
 *
 * @see Ng 2011, Sparse autoencoder, CS294A lecture notes; Makhzani & Frey 2014, k-Sparse Autoencoders, arXiv:1312.5663
 * @example
 * const model = new SparseAutoencoder({ inputShape: [28, 28, 1], latentDim: 1000, sparsity: { kind: 'topK', k: 30 } })
 * await fit(model, images, { epochs: 15 })
 * const features = model.encode(images)
 */
export class SparseAutoencoder implements LatentModel {
  /** The tag of its checkpoints. */
  static readonly kind = 'sparse-autoencoder'
  readonly kind: string = SparseAutoencoder.kind
  readonly config: ResolvedSparseAutoencoderConfig
  readonly phases: readonly [Phase<tf.Tensor>]
  readonly #latent: LatentNetworks

  /** @throws AeError `config` on a bad option, `shape` if a network does not fit */
  constructor(config: SparseAutoencoderConfig) {
    this.config = resolveSparseAutoencoderConfig(config)
    this.#latent = pointLatent('SparseAutoencoder', this.config, config)
    this.phases = [
      {
        name: 'sparse-autoencoder',
        variables: this.#latent.variables,
        objective: (x, ctx) => this.#objective(x, ctx),
      },
    ]
  }

  /** `[B, …inputShape]` → `[B, latentDim]`, sparse as in training. Borrows `x`; the code is the caller's. */
  encode(x: tf.Tensor): tf.Tensor {
    return tf.tidy(() => this.#code(x, inferenceContext()))
  }

  /** `[B, latentDim]` → `[B, …inputShape]`. Borrows `z`; the result is the caller's. */
  decode(z: tf.Tensor): tf.Tensor {
    return this.#latent.decode(z)
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
    const { sparsity: how } = this.config
    const z = this.#code(x, ctx)
    const reconstruction = reconstructionLoss(this.config, x, this.#latent.networks.decoder.apply(z, ctx))
    const sparsity = sparsityLoss(z, how)
    if (sparsity === undefined || how.kind === 'topK')
      return { total: reconstruction, terms: { reconstruction } }
    const total = reconstruction.add(sparsity.mul(how.weight)).asScalar()
    return { total, terms: { reconstruction, sparsity } }
  }

  #code(x: tf.Tensor, ctx: StepContext): tf.Tensor {
    return toSparseCode(this.#latent.code(x, ctx), this.config.sparsity)
  }
}
