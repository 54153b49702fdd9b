import type * as tf from '@tensorflow/tfjs'
import type { LatentModel } from '../../interfaces/model'
import type { NetworkTopology } from '../../interfaces/network'
import type { Objective, Phase, StepContext } from '../../interfaces/phase'
import type { Rng } from '../../interfaces/rng'
import { discriminatorLoss } from '../../losses/adversarial'
import { klDivergence } from '../../losses/kl-divergence'
import { mlp } from '../../networks/mlp'
import { stopGradient } from '../../ops/straight-through'
import { createRng } from '../../rng/rng'
import { adam } from '../../train/adam'
import { drawCode, type Posterior } from '../gaussian-code'
import { GaussianLatent } from '../gaussian-latent'
import { type FactorVAEConfig, type ResolvedFactorVAEConfig, resolveFactorVAEConfig } from './config'
import { permuteColumns } from './loss'

/** Hidden units of the default discriminator. */
const HIDDEN_UNITS = [256, 256, 256] as const
/** The paper's, for the discriminator's Adam. */
const MOMENTS = { beta1: 0.5, beta2: 0.9 } as const

/**
 * A VAE that punishes what the numbers of its codes tell of each other, as a second network estimates it.
 *
 * ```
 * x ──► encoder ──► z ──► decoder ──► p(x | z)
 * [B, …]           [B, D]              [B, …]
 *                   ├─────────────────────► discriminator ──► log q(z) / Π_d q(z_d)
 *                   └─ columns permuted ──►                   [B, 1]
 *   in turns: −log p(x | z) + KL(q(z | x) ‖ N(0, I)) + γ · mean discriminator(z)  ·  discriminator: permuted or not?
 * ```
 *
 * Two phases, each step on a batch of its own: `factor-vae` moves encoder and decoder, `discriminator` itself, with its own
 * optimizer. As many epochs are half as many steps of each. A `BetaTCVAE` estimates the same correlation from the batch,
 * without a second network, but has to know the number of rows.
 *
 * @see Kim & Mnih 2018, Disentangling by Factorising, eq. 2 and algorithm 2, arXiv:1802.05983
 * @example
 * const model = new FactorVAE({ inputShape: [64, 64, 1], latentDim: 10 })
 * await fit(model, images, { epochs: 40 })
 * const { score } = await factorVaeScore(model.encode(x), factors)
 */
export class FactorVAE implements LatentModel {
  /** The tag of its checkpoints. */
  static readonly kind = 'factor-vae'
  readonly kind: string = FactorVAE.kind
  readonly config: ResolvedFactorVAEConfig
  readonly phases: readonly [Phase<tf.Tensor>, Phase<tf.Tensor>]
  readonly #latent: GaussianLatent<'discriminator'>

  /** @throws AeError `config` on a bad option, `shape` if a network does not fit */
  constructor(config: FactorVAEConfig) {
    this.config = resolveFactorVAEConfig(config)
    const { discriminator: like = mlp({ hiddenUnits: HIDDEN_UNITS }) } = config
    this.#latent = new GaussianLatent('FactorVAE', this.config, {
      ...config,
      further: { discriminator: { like, inputShape: [this.config.latentDim], outputShape: [1] } },
    })
    const { discriminator } = this.#latent.networks
    this.phases = [
      {
        name: 'factor-vae',
        variables: this.#latent.variables.filter((weight) => !discriminator.variables.includes(weight)),
        objective: (x, ctx) => this.#objective(x, ctx),
      },
      {
        name: 'discriminator',
        variables: discriminator.variables,
        optimizer: adam({ learningRate: this.config.discriminatorLearningRate, ...MOMENTS }),
        objective: (x, ctx) => this.#discriminate(x, ctx),
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
    const { z, mean, logVar, reconstruction } = this.#latent.pass(x, ctx)
    const kl = klDivergence(mean, logVar)
    const totalCorrelation = this.#latent.networks.discriminator.apply(z, ctx).mean<tf.Scalar>()
    const total = reconstruction.add(kl).add(totalCorrelation.mul(this.config.gamma)).asScalar()
    return { total, terms: { reconstruction, kl, totalCorrelation } }
  }

  #discriminate(x: tf.Tensor, ctx: StepContext): Objective {
    const { discriminator: judge } = this.#latent.networks
    const posterior = this.#latent.code(x, ctx)
    // Two draws for each row: what is permuted is not what it is compared with.
    const z = stopGradient(drawCode(posterior, ctx.rng.fork('real')))
    const other = stopGradient(drawCode(posterior, ctx.rng.fork('made')))
    const permuted = permuteColumns(other, ctx.rng.fork('permutation'))
    const [real, made] = [judge.apply(z, ctx), judge.apply(permuted, ctx)]
    const discriminator = discriminatorLoss({ real, made })
    return { total: discriminator, terms: { discriminator } }
  }
}
