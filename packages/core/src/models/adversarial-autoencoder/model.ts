import type * as tf from '@tensorflow/tfjs'
import type { LatentModel } from '../../interfaces/model'
import type { NetworkTopology } from '../../interfaces/network'
import type { Objective, Phase, StepContext } from '../../interfaces/phase'
import type { Rng } from '../../interfaces/rng'
import { discriminatorLoss, generatorLoss } from '../../losses/adversarial'
import { mlp } from '../../networks/mlp'
import { createRng } from '../../rng/rng'
import type { LatentNetworks } from '../latent-networks'
import { pointLatent } from '../point-latent'
import { reconstructionLoss } from '../reconstruction'
import {
  type AdversarialAutoencoderConfig,
  type ResolvedAdversarialAutoencoderConfig,
  resolveAdversarialAutoencoderConfig,
} from './config'

/** Hidden units of the default discriminator. */
const HIDDEN_UNITS = [256, 256] as const

/**
 * An adversarial auto-encoder: a discriminator learns to tell codes from draws of N(0, I), and the encoder to deceive it, so
 * that new data can be drawn.
 *
 * ```
 * x ──► encoder ──► z ──► decoder ──► output function ──► x̂
 * [B, …]           [B, D]                               [B, …]
 *                   └──► discriminator ──► N(0, I) or code?
 *   in turns: reconstruction(x, x̂)  ·  discriminator  ·  −adversarialWeight · log D(z)
 * ```
 *
 * Three phases: `reconstruction` moves encoder and decoder, `discriminator` itself, `encoder` the encoder alone. A round takes
 * three steps, each on a batch of its own. A `WAE` puts a fixed measure in the discriminator's place: steadier, and one step.
 *
 * @see Makhzani et al. 2016, Adversarial Autoencoders, §2, arXiv:1511.05644
 * @example
 * const model = new AdversarialAutoencoder({ inputShape: [28, 28, 1], latentDim: 8 })
 * await fit(model, images, { epochs: 20 })
 * const digits = model.sample(16)
 */
export class AdversarialAutoencoder implements LatentModel {
  /** The tag of its checkpoints. */
  static readonly kind = 'adversarial-autoencoder'
  readonly kind: string = AdversarialAutoencoder.kind
  readonly config: ResolvedAdversarialAutoencoderConfig
  readonly phases: readonly [Phase<tf.Tensor>, ...Phase<tf.Tensor>[]]
  readonly #latent: LatentNetworks<'discriminator'>

  /** @throws AeError `config` on a bad option, `shape` if a network does not fit */
  constructor(config: AdversarialAutoencoderConfig) {
    this.config = resolveAdversarialAutoencoderConfig(config)
    const { discriminator: like = mlp({ hiddenUnits: HIDDEN_UNITS }) } = config
    this.#latent = pointLatent('AdversarialAutoencoder', this.config, {
      ...config,
      further: { discriminator: { like, inputShape: [this.config.latentDim], outputShape: [1] } },
    })
    const { networks } = this.#latent
    this.phases = [
      {
        name: 'reconstruction',
        variables: [...networks.encoder.variables, ...networks.decoder.variables],
        objective: (x, ctx) => this.#reconstruct(x, ctx),
      },
      {
        name: 'discriminator',
        variables: networks.discriminator.variables,
        objective: (x, ctx) => this.#discriminate(x, ctx),
      },
      {
        name: 'encoder',
        variables: networks.encoder.variables,
        objective: (x, ctx) => this.#deceive(x, ctx),
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

  #reconstruct(x: tf.Tensor, ctx: StepContext): Objective {
    const raw = this.#latent.networks.decoder.apply(this.#latent.code(x, ctx), ctx)
    const reconstruction = reconstructionLoss(this.config, x, raw)
    return { total: reconstruction, terms: { reconstruction } }
  }

  #discriminate(x: tf.Tensor, ctx: StepContext): Objective {
    const { discriminator: judge } = this.#latent.networks
    const z = this.#latent.code(x, ctx)
    const prior = ctx.rng.fork('prior').normal(z.shape)
    const [real, made] = [judge.apply(prior, ctx), judge.apply(z, ctx)]
    const discriminator = discriminatorLoss({ real, made })
    return { total: discriminator, terms: { discriminator } }
  }

  #deceive(x: tf.Tensor, ctx: StepContext): Objective {
    const deceit = generatorLoss(this.#latent.networks.discriminator.apply(this.#latent.code(x, ctx), ctx))
    return { total: deceit.mul(this.config.adversarialWeight).asScalar(), terms: { deceit } }
  }
}
