import type * as tf from '@tensorflow/tfjs'
import type { LatentModel } from '../../interfaces/model'
import type { NetworkTopology } from '../../interfaces/network'
import type { Objective, Phase, StepContext } from '../../interfaces/phase'
import type { LatentNetworks } from '../latent-networks'
import { pointLatent } from '../point-latent'
import { reconstructionLoss } from '../reconstruction'
import {
  type DenoisingAutoencoderConfig,
  type ResolvedDenoisingAutoencoderConfig,
  resolveDenoisingAutoencoderConfig,
} from './config'
import { corruptMarked } from './corruption'
import { splitLoss } from './loss'

/**
 * A de-noising auto-encoder: learns to undo noise, and thereby what data look like.
 *
 * ```
 * x ──► corrupt ──► x̃ ──► encoder ──► z ──► decoder ──► output function ──► x̂
 * [B, …]  (training only)            [B, D]                               [B, …]
 *                 minimise  reconstruction(x, x̂): against the clean x
 * ```
 *
 * The code may be wider than the data: copying is no use against noise. Outside training nothing is
 * corrupted; `reconstruct(model, noisy)` de-noises. Without noise it is an `Autoencoder`; several on
 * top of each other are a `StackedDenoisingAutoencoder`. With Gaussian noise, `denoisingScore` says which way the
 * data become denser.
 *
 * @see Vincent et al. 2008, Extracting and Composing Robust Features with Denoising Autoencoders, §2.3
 * @example
 * const model = new DenoisingAutoencoder({ inputShape: [784], latentDim: 1000, corruption: { kind: 'masking', probability: 0.5 } })
 * await fit(model, images, { epochs: 15 })
 * const clean = reconstruct(model, noisy)
 */
export class DenoisingAutoencoder implements LatentModel {
  /** The tag of its checkpoints. */
  static readonly kind = 'denoising-autoencoder'
  readonly kind: string = DenoisingAutoencoder.kind
  readonly config: ResolvedDenoisingAutoencoderConfig
  readonly phases: readonly [Phase<tf.Tensor>]
  readonly #latent: LatentNetworks

  /** @throws AeError `config` on a bad option, `shape` if a network does not fit */
  constructor(config: DenoisingAutoencoderConfig) {
    this.config = resolveDenoisingAutoencoderConfig(config)
    this.#latent = pointLatent('DenoisingAutoencoder', this.config, config)
    this.phases = [
      {
        name: 'denoising-autoencoder',
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
    this.#latent.require(x, this.config.inputShape)
    const { corruption, emphasis } = this.config
    const { noisy, chosen } = ctx.training
      ? corruptMarked(x, corruption, ctx.rng.fork('corruption'))
      : { noisy: x, chosen: undefined }
    const raw = this.#latent.networks.decoder.apply(this.#latent.code(noisy, ctx), ctx)
    if (chosen === undefined || (emphasis.corrupted === 1 && emphasis.clean === 1)) {
      const reconstruction = reconstructionLoss(this.config, x, raw)
      return { total: reconstruction, terms: { reconstruction } }
    }
    const { corrupted, clean } = splitLoss(this.config, { x, raw, chosen })
    const total = corrupted.mul(emphasis.corrupted).add(clean.mul(emphasis.clean)).asScalar()
    return { total, terms: { reconstruction: corrupted.add(clean), corrupted, clean } }
  }
}
