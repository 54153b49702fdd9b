import * as tf from '@tensorflow/tfjs'
import type { LatentModel } from '../../interfaces/model'
import type { NetworkTopology } from '../../interfaces/network'
import type { Objective, Phase, StepContext } from '../../interfaces/phase'
import type { Rng } from '../../interfaces/rng'
import { discriminatorLoss, generatorLoss } from '../../losses/adversarial'
import { klDivergence } from '../../losses/kl-divergence'
import { sse } from '../../losses/sse'
import { mlp } from '../../networks/mlp'
import { createRng } from '../../rng/rng'
import { codeNetworks } from '../code-networks'
import { drawCode, gaussianCode, type Posterior } from '../gaussian-code'
import { LatentNetworks } from '../latent-networks'
import { inferenceContext } from '../live'
import { toDataSpace } from '../reconstruction'
import { type ResolvedVAEGANConfig, resolveVAEGANConfig, type VAEGANConfig } from './config'

/** Hidden units of the default discriminator's two parts. */
const FEATURE_UNITS = [256] as const
const VERDICT_UNITS = [64] as const

/**
 * A VAE whose decoder also has to deceive a discriminator, and that compares rows by what the discriminator sees in them
 * instead of number by number.
 *
 * ```
 * x ──► encoder ──► mean, logVar ──► z ──► decoder ──► x̃ ──► features ──► verdict: data or made?
 *        [B, D] each    z₀ ~ N(0, I) ──► decoder ──► x₀ ──►  [B, F]        [B, 1]
 *   likeness = ½ ‖features(x) − features(x̃)‖²
 *   encoder:        β · KL(q(z | x) ‖ N(0, I))  +  likeness
 *   decoder:        likenessWeight · likeness  −  log D(x̃)  −  log D(x₀)
 *   discriminator:  log D(x)  +  log (1 − D(x̃, x₀)), to be large
 * ```
 *
 * Before a verdict, noise of `instanceNoise` is added to rows of either kind. Three phases of these names, each moving its
 * own networks. Train it with less momentum than usual (β₁ = .5): with .9 the discriminator wins at once. There is no
 * likelihood, and a game of three may not settle: a `VAE` or a `WAE` is the safer choice.
 *
 * @see Larsen et al. 2016, Autoencoding beyond pixels using a learned similarity metric, algorithm 1, arXiv:1512.09300
 * @see Arjovsky & Bottou 2017, Towards Principled Methods for Training Generative Adversarial Networks, §3, arXiv:1701.04862,
 * for the noise
 * @example
 * const model = new VAEGAN({ inputShape: [28, 28, 1], latentDim: 16 })
 * await fit(model, images, { epochs: 20, optimizer: adam({ beta1: 0.5 }) })
 * const digits = model.sample(16)
 */
export class VAEGAN implements LatentModel {
  /** The tag of its checkpoints. */
  static readonly kind = 'vae-gan'
  readonly kind: string = VAEGAN.kind
  readonly config: ResolvedVAEGANConfig
  readonly phases: readonly [Phase<tf.Tensor>, ...Phase<tf.Tensor>[]]
  readonly #latent: LatentNetworks<'features' | 'verdict'>

  /** @throws AeError `config` on a bad option, `shape` if a network does not fit */
  constructor(config: VAEGANConfig) {
    this.config = resolveVAEGANConfig(config)
    const { inputShape, latentDim, output, featureDim, seed } = this.config
    const { encoder, decoder } = config
    const { features = mlp({ hiddenUnits: FEATURE_UNITS, outputActivation: 'relu' }) } = config
    const { verdict = mlp({ hiddenUnits: VERDICT_UNITS }) } = config
    const subject = 'VAEGAN'
    const networks = codeNetworks({
      subject,
      inputShape,
      encoderOutput: 2 * latentDim,
      latentDim,
      encoder,
      decoder,
      further: {
        features: { like: features, inputShape, outputShape: [featureDim] },
        verdict: { like: verdict, inputShape: [featureDim], outputShape: [1] },
      },
      sigmoidOutput: output === 'unit',
      seed,
    })
    const toData = (raw: tf.Tensor): tf.Tensor => toDataSpace(raw, output)
    this.#latent = new LatentNetworks({ subject, inputShape, latentDim, networks, toData })
    this.phases = [
      {
        name: 'encoder',
        variables: networks.encoder.variables,
        objective: (x, ctx) => this.#encodeBetter(x, ctx),
      },
      {
        name: 'decoder',
        variables: networks.decoder.variables,
        objective: (x, ctx) => this.#decodeBetter(x, ctx),
      },
      {
        name: 'discriminator',
        variables: [...networks.features.variables, ...networks.verdict.variables],
        objective: (x, ctx) => this.#discriminate(x, ctx),
      },
    ]
  }

  /** The posterior mean: `[B, …inputShape]` → `[B, latentDim]`. Borrows `x`; the code is the caller's. */
  encode(x: tf.Tensor): tf.Tensor {
    return tf.tidy(() => this.#posterior(x, inferenceContext()).mean)
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

  #encodeBetter(x: tf.Tensor, ctx: StepContext): Objective {
    const posterior = this.#posterior(x, ctx)
    const kl = klDivergence(posterior.mean, posterior.logVar)
    const likeness = this.#likeness(x, this.#redraw(posterior, ctx), ctx)
    return { total: kl.mul(this.config.beta).add(likeness).asScalar(), terms: { kl, likeness } }
  }

  #decodeBetter(x: tf.Tensor, ctx: StepContext): Objective {
    const copies = this.#redraw(this.#posterior(x, ctx), ctx)
    const likeness = this.#likeness(x, copies, ctx)
    const deceit = generatorLoss(this.#verdict(copies, ctx, 'copies'))
      .add(generatorLoss(this.#verdict(this.#invent(x, ctx), ctx, 'invented')))
      .asScalar()
    const total = likeness.mul(this.config.likenessWeight).add(deceit).asScalar()
    return { total, terms: { likeness, deceit } }
  }

  #discriminate(x: tf.Tensor, ctx: StepContext): Objective {
    const made = tf.concat([this.#redraw(this.#posterior(x, ctx), ctx), this.#invent(x, ctx)])
    const discriminator = discriminatorLoss({
      real: this.#verdict(x, ctx, 'real'),
      made: this.#verdict(made, ctx, 'made'),
    })
    return { total: discriminator, terms: { discriminator } }
  }

  #posterior(x: tf.Tensor, ctx: StepContext): Posterior {
    return gaussianCode(this.#latent.code(x, ctx))
  }

  /** Copies of rows, by way of one code each. */
  #redraw(posterior: Posterior, ctx: StepContext): tf.Tensor {
    return this.#decode(drawCode(posterior, ctx.rng.fork('code')), ctx)
  }

  /** As many rows out of nothing. */
  #invent(x: tf.Tensor, ctx: StepContext): tf.Tensor {
    return this.#decode(ctx.rng.fork('prior').normal([x.shape[0] ?? 0, this.config.latentDim]), ctx)
  }

  #decode(z: tf.Tensor, ctx: StepContext): tf.Tensor {
    return toDataSpace(this.#latent.networks.decoder.apply(z, ctx), this.config.output)
  }

  #likeness(x: tf.Tensor, copies: tf.Tensor, ctx: StepContext): tf.Scalar {
    const { features } = this.#latent.networks
    return tf.tidy(() => sse(features.apply(x, ctx), features.apply(copies, ctx)).mul(0.5).asScalar())
  }

  /** Sees rows through noise of their own, so that what is made overlaps with what is real. */
  #verdict(x: tf.Tensor, ctx: StepContext, rows: string): tf.Tensor {
    const { features, verdict } = this.#latent.networks
    const { instanceNoise } = this.config
    const noise = instanceNoise === 0 ? 0 : ctx.rng.fork(`noise-${rows}`).normal(x.shape).mul(instanceNoise)
    return verdict.apply(features.apply(x.add(noise), ctx), ctx)
  }
}
