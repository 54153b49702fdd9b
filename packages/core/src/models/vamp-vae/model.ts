import * as tf from '@tensorflow/tfjs'
import { requirePositiveInteger } from '../../errors/require'
import type { ImportanceRequest, ImportanceSampled } from '../../interfaces/importance-sampled'
import type { LatentModel } from '../../interfaces/model'
import type { NetworkTopology } from '../../interfaces/network'
import type { Objective, Phase, StepContext } from '../../interfaces/phase'
import type { Rng } from '../../interfaces/rng'
import type { Sampler } from '../../interfaces/sampler'
import { createRng } from '../../rng/rng'
import { drawCode, gaussianLogDensity, type Posterior } from '../gaussian-code'
import { GaussianLatent } from '../gaussian-latent'
import { inferenceContext } from '../live'
import { klWeightAt } from '../vae/kl-weight'
import { hasSigmoidOutput } from '../vae/likelihood'
import { type ResolvedVampVAEConfig, resolveVampVAEConfig, type VampVAEConfig } from './config'
import { mixtureLogDensity } from './mixture-log-density'

/** Where pseudo-inputs begin, before their sigmoid: dark, as most pixels are, and different from each other. */
const INITIAL_LOGIT = -2

/**
 * A variational auto-encoder whose prior is learned: the mean of the posteriors of some made-up rows, its pseudo-inputs.
 *
 * ```
 * x ──► encoder ──► mean, logVar ──► z = mean + e^(½ logVar)·ε ──► decoder ──► p(x | z)
 * [B, …]             [B, D] each                                               [B, …]
 *   minimise  −log p(x | z)  +  β · (log q(z | x) − log p(z)),   p(z) = 1/K Σ_k q(z | u_k)
 * ```
 *
 * `u` are weights, [K, features], trained with the rest. The prior goes where the codes are instead of the other way round:
 * less of the code is lost to it than under a `VAE`. A step costs K more rows through the encoder. The KL term is
 * estimated from one draw, not known in closed form, and may be below 0 in a batch.
 *
 * @see Tomczak & Welling 2018, VAE with a VampPrior, eq. 9, arXiv:1705.07120
 * @example
 * const model = new VampVAE({ inputShape: [28, 28, 1], latentDim: 16, pseudoInputs: 200 })
 * await fit(model, images, { epochs: 20 })
 * const digits = model.sample(16)
 */
export class VampVAE implements LatentModel, ImportanceSampled {
  /** The tag of its checkpoints. */
  static readonly kind = 'vamp-vae'
  readonly kind: string = VampVAE.kind
  readonly config: ResolvedVampVAEConfig
  readonly phases: readonly [Phase<tf.Tensor>]
  /** The learned prior: codes near those of the pseudo-inputs. */
  readonly prior: Sampler
  readonly #pseudoInputs: tf.Variable
  readonly #latent: GaussianLatent

  /** @throws AeError `config` on a bad option, `shape` if a network does not fit */
  constructor(config: VampVAEConfig) {
    this.config = resolveVampVAEConfig(config)
    this.#pseudoInputs = this.#createPseudoInputs()
    this.#latent = new GaussianLatent('VampVAE', this.config, {
      ...config,
      weights: { 'prior/pseudo-inputs': this.#pseudoInputs },
    })
    this.prior = { sample: (count, rng = createRng(0)) => this.#drawPrior(count, rng) }
    this.phases = [
      {
        name: 'vamp-vae',
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

  logWeights(x: tf.Tensor, request: ImportanceRequest): tf.Tensor {
    const logPrior = (z: tf.Tensor): tf.Tensor => this.#priorLogDensity(z, inferenceContext())
    return this.#latent.logWeights(x, { ...request, logPrior })
  }

  /**
   * New data: `count` draws from the prior, decoded. `[count, …inputShape]`, the caller's.
   *
   * The default stream starts anew at each call, so the same model draws the same data.
   */
  sample(count: number, rng: Rng = createRng(0)): tf.Tensor {
    return tf.tidy(() => this.decode(this.prior.sample(count, rng)))
  }

  #drawPrior(count: number, rng: Rng): tf.Tensor {
    this.#latent.requireLive()
    requirePositiveInteger('VampVAE.prior', 'count', count)
    return tf.tidy(() => {
      const { mean, logVar } = this.#components(inferenceContext())
      const picks = Int32Array.from({ length: count }, () => rng.integer(this.config.pseudoInputs))
      const chosen = tf.tensor1d(picks, 'int32')
      return drawCode({ mean: mean.gather(chosen), logVar: logVar.gather(chosen) }, rng)
    })
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
    const { beta } = this.config
    const { mean, logVar, z, reconstruction } = this.#latent.pass(x, ctx)
    const kl = gaussianLogDensity(z, mean, logVar).sub(this.#priorLogDensity(z, ctx)).mean<tf.Scalar>()
    const weight = ctx.training ? klWeightAt(beta, ctx.step, ctx.totalSteps) : klWeightAt(beta, 0, 0)
    return { total: reconstruction.add(kl.mul(weight)).asScalar(), terms: { reconstruction, kl } }
  }

  #createPseudoInputs(): tf.Variable {
    const { inputShape, likelihood, pseudoInputs, seed } = this.config
    return tf.tidy(() => {
      const features = inputShape.reduce((product, side) => product * side, 1)
      const start = createRng(seed).fork('pseudo-inputs').normal([pseudoInputs, features])
      return tf.variable(hasSigmoidOutput(likelihood) ? start.add(INITIAL_LOGIT) : start)
    })
  }

  #priorLogDensity(z: tf.Tensor, ctx: StepContext): tf.Tensor {
    return mixtureLogDensity(z, this.#components(ctx))
  }

  /** The Gaussians of the prior: [K, D] each. */
  #components(ctx: StepContext): Posterior {
    const { inputShape, likelihood, pseudoInputs } = this.config
    const rows = hasSigmoidOutput(likelihood) ? this.#pseudoInputs.sigmoid() : this.#pseudoInputs
    return this.#latent.code(rows.reshape([pseudoInputs, ...inputShape]), ctx)
  }
}
