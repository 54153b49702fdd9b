import type * as tf from '@tensorflow/tfjs'
import type { LatentModel } from '../../interfaces/model'
import type { NetworkTopology } from '../../interfaces/network'
import type { Phase } from '../../interfaces/phase'
import type { LatentNetworks } from '../latent-networks'
import { pointLatent } from '../point-latent'
import { reconstructionLoss } from '../reconstruction'
import { type AutoencoderConfig, type ResolvedAutoencoderConfig, resolveAutoencoderConfig } from './config'

/**
 * An auto-encoder: learns to copy its input through a narrow code.
 *
 * ```
 * x ──► encoder ──► z ──► decoder ──► output function ──► x̂
 * [B, …]           [B, D]                               [B, …]
 *            minimise  reconstruction(x, x̂)
 * ```
 *
 * The code keeps what is needed to rebuild the data and nothing says how codes are spread: to draw new
 * data take a `VAE`, for a code at least as wide as the data a `DenoisingAutoencoder`. A linear one finds
 * the subspace of PCA.
 *
 * @see Hinton & Salakhutdinov 2006, Reducing the Dimensionality of Data with Neural Networks, Science 313
 * @example
 * const model = new Autoencoder({ inputShape: [28, 28, 1], latentDim: 30 })
 * await fit(model, images, { epochs: 20 })
 * const copies = reconstruct(model, images)
 */
export class Autoencoder implements LatentModel {
  /** The tag of its checkpoints. */
  static readonly kind = 'autoencoder'
  readonly kind: string = Autoencoder.kind
  readonly config: ResolvedAutoencoderConfig
  readonly phases: readonly [Phase<tf.Tensor>]
  readonly #latent: LatentNetworks

  /** @throws AeError `config` on a bad option, `shape` if a network does not fit */
  constructor(config: AutoencoderConfig) {
    this.config = resolveAutoencoderConfig(config)
    this.#latent = pointLatent('Autoencoder', this.config, config)
    this.phases = [
      {
        name: 'autoencoder',
        variables: this.#latent.variables,
        objective: (x, ctx) => {
          const raw = this.#latent.networks.decoder.apply(this.#latent.code(x, ctx), ctx)
          const reconstruction = reconstructionLoss(this.config, x, raw)
          return { total: reconstruction, terms: { reconstruction } }
        },
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

  weights(): Readonly<Record<string, tf.Variable>> {
    return this.#latent.weights()
  }

  topologies(): Readonly<Record<string, NetworkTopology>> {
    return this.#latent.topologies()
  }

  dispose(): void {
    this.#latent.dispose()
  }
}
