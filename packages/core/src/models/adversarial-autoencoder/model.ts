import * as tf from '@tensorflow/tfjs'
import { requirePositiveInteger } from '../../errors/require'
import type { LatentModel } from '../../interfaces/model'
import type { Network, NetworkTopology } from '../../interfaces/network'
import type { Objective, Phase, StepContext } from '../../interfaces/phase'
import type { Rng } from '../../interfaces/rng'
import { discriminatorLoss, generatorLoss } from '../../losses/adversarial'
import { mlp } from '../../networks/mlp'
import { createRng } from '../../rng/rng'
import { type CodeNetworks, codeNetworks } from '../code-networks'
import { furtherNetwork } from '../further-network'
import { inferenceContext, requireBatch, requireLive } from '../live'
import { networkTopologies, networkWeights } from '../network-parts'
import { reconstructionLoss, toDataSpace } from '../reconstruction'
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
  readonly #networks: CodeNetworks
  readonly #discriminator: Network
  #disposed = false

  /** @throws AeError `config` on a bad option, `shape` if a network does not fit */
  constructor(config: AdversarialAutoencoderConfig) {
    this.config = resolveAdversarialAutoencoderConfig(config)
    const { inputShape, latentDim, output, seed } = this.config
    const { encoder, decoder } = config
    const networks = codeNetworks({
      subject: 'AdversarialAutoencoder',
      inputShape,
      encoderOutput: latentDim,
      latentDim,
      encoder,
      decoder,
      sigmoidOutput: output === 'unit',
      seed,
    })
    this.#networks = networks
    this.#discriminator = furtherNetwork({
      like: config.discriminator ?? mlp({ hiddenUnits: HIDDEN_UNITS }),
      request: {
        subject: 'AdversarialAutoencoder.discriminator',
        inputShape: [latentDim],
        outputShape: [1],
        rng: createRng(seed).fork('discriminator'),
      },
      beside: networks,
    })
    const checked =
      (objective: (x: tf.Tensor, ctx: StepContext) => Objective) =>
      (x: tf.Tensor, ctx: StepContext): Objective => {
        this.#require(x, inputShape)
        return objective(x, ctx)
      }
    this.phases = [
      {
        name: 'reconstruction',
        variables: [...networks.encoder.variables, ...networks.decoder.variables],
        objective: checked((x, ctx) => this.#reconstruct(x, ctx)),
      },
      {
        name: 'discriminator',
        variables: this.#discriminator.variables,
        objective: checked((x, ctx) => this.#discriminate(x, ctx)),
      },
      {
        name: 'encoder',
        variables: networks.encoder.variables,
        objective: checked((x, ctx) => this.#deceive(x, ctx)),
      },
    ]
  }

  /** `[B, …inputShape]` → `[B, latentDim]`. Borrows `x`; the code is the caller's. */
  encode(x: tf.Tensor): tf.Tensor {
    this.#require(x, this.config.inputShape)
    return this.#networks.encoder.apply(x, inferenceContext())
  }

  /** `[B, latentDim]` → `[B, …inputShape]`. Borrows `z`; the result is the caller's. */
  decode(z: tf.Tensor): tf.Tensor {
    this.#require(z, [this.config.latentDim])
    return tf.tidy(() => toDataSpace(this.#networks.decoder.apply(z, inferenceContext()), this.config.output))
  }

  /**
   * New data: `count` draws from N(0, I), decoded. `[count, …inputShape]`, the caller's.
   *
   * The default stream starts anew at each call, so the same model draws the same data.
   */
  sample(count: number, rng: Rng = createRng(0)): tf.Tensor {
    requirePositiveInteger('AdversarialAutoencoder.sample', 'count', count)
    return tf.tidy(() => this.decode(rng.normal([count, this.config.latentDim])))
  }

  weights(): Readonly<Record<string, tf.Variable>> {
    return networkWeights({ ...this.#networks, discriminator: this.#discriminator })
  }

  topologies(): Readonly<Record<string, NetworkTopology>> {
    return networkTopologies({ ...this.#networks, discriminator: this.#discriminator })
  }

  dispose(): void {
    if (this.#disposed) return
    this.#disposed = true
    this.#networks.encoder.dispose()
    this.#networks.decoder.dispose()
    this.#discriminator.dispose()
  }

  #reconstruct(x: tf.Tensor, ctx: StepContext): Objective {
    const { encoder, decoder } = this.#networks
    const reconstruction = reconstructionLoss(this.config, x, decoder.apply(encoder.apply(x, ctx), ctx))
    return { total: reconstruction, terms: { reconstruction } }
  }

  #discriminate(x: tf.Tensor, ctx: StepContext): Objective {
    const z = this.#networks.encoder.apply(x, ctx)
    const prior = ctx.rng.fork('prior').normal(z.shape)
    const [real, made] = [this.#discriminator.apply(prior, ctx), this.#discriminator.apply(z, ctx)]
    const discriminator = discriminatorLoss({ real, made })
    return { total: discriminator, terms: { discriminator } }
  }

  #deceive(x: tf.Tensor, ctx: StepContext): Objective {
    const deceit = generatorLoss(this.#discriminator.apply(this.#networks.encoder.apply(x, ctx), ctx))
    return { total: deceit.mul(this.config.adversarialWeight).asScalar(), terms: { deceit } }
  }

  #require(x: tf.Tensor, shape: readonly number[]): void {
    requireLive('AdversarialAutoencoder', this.#disposed)
    requireBatch('AdversarialAutoencoder', x, shape)
  }
}
