import {
  inferenceContext,
  type LatentModel,
  mse,
  type NetworkTopology,
  networkTopologies,
  networkWeights,
  type Objective,
  type Phase,
  requireBatch,
  requireLive,
  type Shape,
  type StepContext,
  straightThrough,
} from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { ScaleMixture } from '../rate/scale-mixture'
import {
  type CompressiveAutoencoderConfig,
  type ResolvedCompressiveAutoencoderConfig,
  resolveCompressiveAutoencoderConfig,
} from './config'
import { type CompressiveNetworks, codeShapeOf, compressiveNetworks } from './networks'

/** What networks give at first is of the order of 1; so it is not all rounded to 0. */
const FIRST_GAIN = 4

/**
 * An auto-encoder whose code is whole numbers that cost as few bits as possible: what a file is made of.
 *
 * ```
 * x ──► 2x − 1 ──► encoder ──► · gains ──► round ──► z ──► / gains ──► decoder ──► (· + 1) / 2, in [0, 1] ──► x̂
 *   minimise  bits(z + u) / pixels  +  distortionWeight · mean (x − x̂)²,   u uniform in [−½, ½)
 * ```
 *
 * A gain for each coefficient says how finely it is rounded. Rounding and clipping have the gradient of the identity; noise is added for the rate alone, the decoder always reads whole numbers.
 * The rate is the density of a mixture of Gaussian scales for each coefficient, a bound of what a coder needs.
 *
 * @see Theis et al. 2017, Lossy Image Compression with Compressive Autoencoders, §2–3, arXiv:1703.00395
 * @example
 * const model = new CompressiveAutoencoder({ inputShape: [32, 32, 3] })
 * await fit(model, images, { epochs: 20 })
 * const integers = model.encode(x) // int32 [B, 8, 8, 16]
 */
export class CompressiveAutoencoder implements LatentModel {
  /** The tag of its checkpoints. */
  static readonly kind = 'compressive-autoencoder'
  readonly kind: string = CompressiveAutoencoder.kind
  readonly config: ResolvedCompressiveAutoencoderConfig
  readonly phases: readonly [Phase<tf.Tensor>]
  readonly #networks: CompressiveNetworks
  readonly #rate: ScaleMixture
  /** `[coefficients]`, logarithms. */
  readonly #logGains: tf.Variable
  readonly #codeShape: Shape
  #disposed = false

  /** @throws AeError `config` on a bad option, `shape` if a network does not fit */
  constructor(config: CompressiveAutoencoderConfig) {
    this.config = Object.freeze(resolveCompressiveAutoencoderConfig(config))
    this.#codeShape = codeShapeOf(this.config)
    this.#networks = compressiveNetworks(config, this.config)
    this.#rate = new ScaleMixture(this.config.coefficients, this.config.scales)
    this.#logGains = tf.tidy(() => tf.variable(tf.fill([this.config.coefficients], Math.log(FIRST_GAIN))))
    const { encoder, decoder } = this.#networks
    this.phases = [
      {
        name: 'compressive-autoencoder',
        variables: [...encoder.variables, ...decoder.variables, ...this.#rate.variables, this.#logGains],
        objective: (x, ctx) => this.#objective(x, ctx),
      },
    ]
  }

  /** `[B, …inputShape]` → int32 `[B, h, w, coefficients]`. Borrows `x`; the integers are the caller's. */
  encode(x: tf.Tensor): tf.Tensor {
    this.#require(x, this.config.inputShape)
    return tf.tidy(() => this.#analysed(x, inferenceContext()).round().toInt())
  }

  /** `[B, h, w, coefficients]` → `[B, …inputShape]` in [0, 1]. Borrows `z`; the result is the caller's. */
  decode(z: tf.Tensor): tf.Tensor {
    this.#require(z, this.#codeShape)
    return tf.tidy(() => this.#synthesised(z.toFloat(), inferenceContext()).clipByValue(0, 1))
  }

  weights(): Readonly<Record<string, tf.Variable>> {
    return {
      ...networkWeights(this.#networks),
      gains: this.#logGains,
      'rate/logits': this.#rate.logits,
      'rate/log-precisions': this.#rate.logPrecisions,
    }
  }

  topologies(): Readonly<Record<string, NetworkTopology>> {
    return networkTopologies(this.#networks)
  }

  dispose(): void {
    if (this.#disposed) return
    this.#disposed = true
    this.#networks.encoder.dispose()
    this.#networks.decoder.dispose()
    this.#rate.dispose()
    this.#logGains.dispose()
  }

  /** Coefficients before they are rounded. */
  #analysed(x: tf.Tensor, ctx: StepContext): tf.Tensor {
    return this.#networks.encoder.apply(x.mul(2).sub(1), ctx).mul(this.#logGains.exp())
  }

  /** An image before it is clipped. */
  #synthesised(z: tf.Tensor, ctx: StepContext): tf.Tensor {
    return this.#networks.decoder.apply(z.div(this.#logGains.exp()), ctx).add(1).div(2)
  }

  #objective(x: tf.Tensor, ctx: StepContext): Objective {
    this.#require(x, this.config.inputShape)
    const z = straightThrough(this.#analysed(x, ctx), (value) => value.round())
    const noise = ctx.rng.uniform(z.shape).sub(0.5)
    const [batch = 1, height = 1, width = 1] = x.shape
    const rate = this.#rate
      .bits(z.add(noise))
      .sum()
      .div(batch * height * width)
      .asScalar()
    const copy = straightThrough(this.#synthesised(z, ctx), (value) => value.clipByValue(0, 1))
    const distortion = mse(x, copy)
    const total = rate.add(distortion.mul(this.config.distortionWeight)).asScalar()
    return { total, terms: { rate, distortion } }
  }

  #require(x: tf.Tensor, shape: Shape): void {
    requireLive('CompressiveAutoencoder', this.#disposed)
    requireBatch('CompressiveAutoencoder', x, shape)
  }
}
