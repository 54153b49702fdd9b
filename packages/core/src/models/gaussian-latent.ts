import * as tf from '@tensorflow/tfjs'
import { requireNumber, requirePositiveInteger } from '../errors/require'
import type { NetworkLike, NetworkTopology } from '../interfaces/network'
import type { StepContext } from '../interfaces/phase'
import type { Rng } from '../interfaces/rng'
import type { Shape } from '../interfaces/shape'
import { type CodeNetworks, codeNetworks } from './code-networks'
import { drawCode, gaussianCode, type Posterior } from './gaussian-code'
import { inferenceContext, requireBatch, requireLive, requireShape } from './live'
import { networkTopologies, networkWeights } from './network-parts'
import {
  createLogScale,
  hasSigmoidOutput,
  type Likelihood,
  likelihoodMean,
  negativeLogLikelihood,
  resolveLikelihood,
} from './vae/likelihood'

/** The part of a configuration that all models with Gaussian codes and the prior N(0, I) have. */
export interface GaussianLatentConfig {
  /** Shape of one row, without the batch axis: `[28, 28, 1]`. */
  readonly inputShape: Shape
  /** Numbers in a code. */
  readonly latentDim: number
  /** How likely data are, given a code. Default `{ kind: 'bernoulli' }`, for data in [0, 1]. */
  readonly likelihood?: Likelihood
  /** `[…inputShape]` → `[2 · latentDim]`, means then log-variances. Default `mlp({ hiddenUnits: [512, 256] })`. */
  readonly encoder?: NetworkLike
  /** `[latentDim]` → `[…inputShape]`, without output function. Default `mlp({ hiddenUnits: [256, 512] })`. */
  readonly decoder?: NetworkLike
  /** Where initial weights come from. Default 0. */
  readonly seed?: number
}

/** {@link GaussianLatentConfig} with every default filled in; networks are in the model. */
export type ResolvedGaussianLatentConfig = Required<Omit<GaussianLatentConfig, 'encoder' | 'decoder'>>

/** The options of {@link GaussianLatentConfig}. */
export const GAUSSIAN_LATENT_OPTIONS: readonly string[] = [
  'inputShape',
  'latentDim',
  'likelihood',
  'encoder',
  'decoder',
  'seed',
]

/**
 * Fills in and checks a {@link GaussianLatentConfig}.
 *
 * @throws AeError `config`
 */
export function resolveGaussianLatentConfig(
  subject: string,
  config: GaussianLatentConfig,
): ResolvedGaussianLatentConfig {
  return {
    inputShape: requireShape(subject, 'inputShape', config.inputShape),
    latentDim: requirePositiveInteger(subject, 'latentDim', config.latentDim),
    likelihood: resolveLikelihood(subject, config.likelihood ?? { kind: 'bernoulli' }),
    seed: requireNumber(subject, 'seed', config.seed ?? 0),
  }
}

/** A batch on its way through a model. */
export interface GaussianPass extends Posterior {
  /** [B, D]; a draw from the posterior */
  readonly z: tf.Tensor
  /** Negative log-likelihood in nats, summed over features, averaged over the batch. */
  readonly reconstruction: tf.Scalar
}

/** Encoder, decoder and likelihood of a VAE, for its relatives to be made of: they differ in what they add to the loss. */
export class GaussianLatent {
  /** What an optimizer may move. */
  readonly variables: readonly tf.Variable[]
  readonly #subject: string
  readonly #config: ResolvedGaussianLatentConfig
  readonly #networks: CodeNetworks
  readonly #logScale: tf.Variable | undefined
  #disposed = false

  /**
   * @param subject who asks, for error messages: `DIPVAE`
   * @param networks what the user gave, if anything
   * @throws AeError `shape` if a network does not fit
   */
  constructor(
    subject: string,
    config: ResolvedGaussianLatentConfig,
    { encoder, decoder }: Pick<GaussianLatentConfig, 'encoder' | 'decoder'>,
  ) {
    const { inputShape, latentDim, likelihood, seed } = config
    this.#subject = subject
    this.#config = config
    this.#networks = codeNetworks({
      subject,
      inputShape,
      encoderOutput: 2 * latentDim,
      latentDim,
      encoder,
      decoder,
      sigmoidOutput: hasSigmoidOutput(likelihood),
      seed,
    })
    this.#logScale = createLogScale(likelihood)
    this.variables = [
      ...this.#networks.encoder.variables,
      ...this.#networks.decoder.variables,
      ...(this.#logScale === undefined ? [] : [this.#logScale]),
    ]
  }

  /** The posterior mean: `[B, …inputShape]` → `[B, latentDim]`, the caller's. */
  encode(x: tf.Tensor): tf.Tensor {
    return tf.tidy(() => this.code(x, inferenceContext()).mean)
  }

  /** The mean of the data: `[B, latentDim]` → `[B, …inputShape]`, the caller's. */
  decode(z: tf.Tensor): tf.Tensor {
    this.#require(z, [this.#config.latentDim])
    return tf.tidy(() =>
      likelihoodMean(this.#config.likelihood, this.#networks.decoder.apply(z, inferenceContext())),
    )
  }

  /** Mean and log-variance of the code, `[B, latentDim]` each, both the caller's. */
  posterior(x: tf.Tensor): Posterior {
    const { mean, logVar } = tf.tidy(() => ({ ...this.code(x, inferenceContext()) }))
    return { mean, logVar }
  }

  /** `count` draws from N(0, I), decoded: `[count, …inputShape]`, the caller's. */
  sample(count: number, rng: Rng): tf.Tensor {
    requirePositiveInteger(`${this.#subject}.sample`, 'count', count)
    return tf.tidy(() => this.decode(rng.normal([count, this.#config.latentDim])))
  }

  /** The posterior within a step: nothing is tidied. */
  code(x: tf.Tensor, ctx: StepContext): Posterior {
    this.#require(x, this.#config.inputShape)
    return gaussianCode(this.#networks.encoder.apply(x, ctx))
  }

  /** A batch there and back within a step, with one code a row: nothing is tidied. */
  pass(x: tf.Tensor, ctx: StepContext): GaussianPass {
    const { mean, logVar } = this.code(x, ctx)
    const z = drawCode({ mean, logVar }, ctx.rng.fork('code')) // [B, D]
    const raw = this.#networks.decoder.apply(z, ctx)
    const reconstruction = negativeLogLikelihood(this.#config.likelihood, x, raw, this.#logScale)
    return { mean, logVar, z, reconstruction }
  }

  /** Every weight by name. */
  weights(): Readonly<Record<string, tf.Variable>> {
    const scale = this.#logScale === undefined ? {} : { 'likelihood/log-scale': this.#logScale }
    return { ...networkWeights(this.#networks), ...scale }
  }

  /** Both networks as JSON. */
  topologies(): Readonly<Record<string, NetworkTopology>> {
    return networkTopologies(this.#networks)
  }

  /** Frees the weights. A second call does nothing. */
  dispose(): void {
    if (this.#disposed) return
    this.#disposed = true
    this.#networks.encoder.dispose()
    this.#networks.decoder.dispose()
    this.#logScale?.dispose()
  }

  #require(x: tf.Tensor, shape: readonly number[]): void {
    requireLive(this.#subject, this.#disposed)
    requireBatch(this.#subject, x, shape)
  }
}
