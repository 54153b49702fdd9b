import * as tf from '@tensorflow/tfjs'
import { requireNumber, requirePositiveInteger } from '../errors/require'
import type { ImportanceRequest } from '../interfaces/importance-sampled'
import type { NetworkLike, NetworkTopology } from '../interfaces/network'
import type { StepContext } from '../interfaces/phase'
import type { Rng } from '../interfaces/rng'
import type { Shape } from '../interfaces/shape'
import { type CodeNetworks, codeNetworks, type FurtherNetwork } from './code-networks'
import {
  drawCode,
  drawCodes,
  gaussianCode,
  type Posterior,
  repeatRows,
  standardNormalLogDensity,
} from './gaussian-code'
import { LatentNetworks } from './latent-networks'
import { inferenceContext, requireShape } from './live'
import {
  createLogScale,
  hasSigmoidOutput,
  type Likelihood,
  likelihoodMean,
  logLikelihoodOfRows,
  logScaleWeights,
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

/** What a user gave a model for its networks, and what the model has beside a VAE's. */
export interface GaussianLatentParts<K extends string>
  extends Pick<GaussianLatentConfig, 'encoder' | 'decoder'> {
  /** Networks beside encoder and decoder. Default: none. */
  readonly further?: Readonly<Record<K, FurtherNetwork>>
  /** Weights beside those of networks, by name; freed with the model, or if a network does not fit. Default: none. */
  readonly weights?: Readonly<Record<string, tf.Variable>>
}

/** A batch whose likelihood is to be estimated, and how. */
export interface WeighingRequest extends ImportanceRequest {
  /** The step. Default: none, outside training. */
  readonly ctx?: StepContext
  /** Log-density of codes under the prior: `[N, D]` → `[N]`. Default: N(0, I). */
  readonly logPrior?: (z: tf.Tensor) => tf.Tensor
}

/** Encoder, decoder and likelihood of a VAE, for its relatives to be made of: they differ in what they add to the loss. */
export class GaussianLatent<K extends string = never> {
  /** By name: `encoder`, `decoder` and what the model has beside them. */
  readonly networks: CodeNetworks<K>
  /** What an optimizer may move. */
  readonly variables: readonly tf.Variable[]
  readonly #likelihood: Likelihood
  readonly #latent: LatentNetworks<K>
  readonly #logScale: tf.Variable | undefined

  /**
   * @param subject who asks, for error messages: `DIPVAE`
   * @throws AeError `shape` if a network does not fit
   */
  constructor(
    subject: string,
    config: ResolvedGaussianLatentConfig,
    { encoder, decoder, further, weights = {} }: GaussianLatentParts<K>,
  ) {
    const { inputShape, latentDim, likelihood, seed } = config
    try {
      this.networks = codeNetworks({
        subject,
        inputShape,
        encoderOutput: 2 * latentDim,
        latentDim,
        encoder,
        decoder,
        further,
        sigmoidOutput: hasSigmoidOutput(likelihood),
        seed,
      })
    } catch (error) {
      tf.dispose(Object.values(weights))
      throw error
    }
    this.#likelihood = likelihood
    this.#logScale = createLogScale(likelihood)
    this.#latent = new LatentNetworks({
      subject,
      inputShape,
      latentDim,
      networks: this.networks,
      toData: (raw) => likelihoodMean(likelihood, raw),
      weights: { ...weights, ...logScaleWeights(this.#logScale) },
    })
    this.variables = this.#latent.variables
  }

  /** The posterior mean: `[B, …inputShape]` → `[B, latentDim]`, the caller's. */
  encode(x: tf.Tensor): tf.Tensor {
    return tf.tidy(() => this.code(x, inferenceContext()).mean)
  }

  /** The mean of the data: `[B, latentDim]` → `[B, …inputShape]`, the caller's. */
  decode(z: tf.Tensor): tf.Tensor {
    return this.#latent.decode(z)
  }

  /** Mean and log-variance of the code, `[B, latentDim]` each, both the caller's. */
  posterior(x: tf.Tensor): Posterior {
    const { mean, logVar } = tf.tidy(() => ({ ...this.code(x, inferenceContext()) }))
    return { mean, logVar }
  }

  /** `count` draws from N(0, I), decoded: `[count, …inputShape]`, the caller's. */
  sample(count: number, rng: Rng): tf.Tensor {
    return this.#latent.sample(count, rng)
  }

  /** The posterior within a step: nothing is tidied. */
  code(x: tf.Tensor, ctx: StepContext): Posterior {
    return gaussianCode(this.#latent.code(x, ctx))
  }

  /** A batch there and back within a step, with one code a row: nothing is tidied. */
  pass(x: tf.Tensor, ctx: StepContext): GaussianPass {
    const { mean, logVar } = this.code(x, ctx)
    const z = drawCode({ mean, logVar }, ctx.rng.fork('code')) // [B, D]
    const raw = this.networks.decoder.apply(z, ctx)
    const reconstruction = negativeLogLikelihood(this.#likelihood, x, raw, this.#logScale)
    return { mean, logVar, z, reconstruction }
  }

  /** `log p(x, z) − log q(z | x)` for codes drawn from the posterior: [B, samples], the caller's. */
  logWeights(x: tf.Tensor, request: WeighingRequest): tf.Tensor {
    const { samples, rng, ctx = inferenceContext(), logPrior = standardNormalLogDensity } = request
    return tf.tidy(() => {
      const { z, logDensity } = drawCodes(this.code(x, ctx), { samples, rng })
      const raw = this.networks.decoder.apply(z, ctx)
      const rows = repeatRows(x, samples) // [B·K, …]
      const likelihood = logLikelihoodOfRows(this.#likelihood, rows, raw, this.#logScale)
      return likelihood.add(logPrior(z)).reshape([-1, samples]).sub(logDensity)
    })
  }

  /**
   * Throws if the model was disposed.
   *
   * @throws AeError `state`
   */
  requireLive(): void {
    this.#latent.requireLive()
  }

  /** Every weight by name. */
  weights(): Readonly<Record<string, tf.Variable>> {
    return this.#latent.weights()
  }

  /** All networks as JSON. */
  topologies(): Readonly<Record<string, NetworkTopology>> {
    return this.#latent.topologies()
  }

  /** Frees the weights. A second call does nothing. */
  dispose(): void {
    this.#latent.dispose()
  }
}
