import {
  createRng,
  type LatentModel,
  mse,
  type NetworkTopology,
  type Objective,
  type Phase,
  requireBatch,
  requireLive,
  type StepContext,
  straightThrough,
} from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { ScaleMixture } from '../rate/scale-mixture'
import { lappedBasis } from '../transform/lapped-basis'
import {
  type LappedAutoencoderConfig,
  type ResolvedLappedAutoencoderConfig,
  resolveLappedAutoencoderConfig,
} from './config'
import { analysePlanes, synthesisePlanes } from './lines'
import { imagesOf, planesOf } from './planes'

/** Steps of rounding at first: where a bit more and the error it takes away weigh the same, in grey values. */
const firstStep = (distortionWeight: number): number =>
  255 * Math.sqrt((6 * 3 * Math.LOG2E) / distortionWeight)
/** How much faster than the transform expectations are learnt: otherwise they lag behind what they should describe. */
const RATE_SPEED = 8
/** Spread of the noise on initial weights. */
const NOISE = 1e-4

/**
 * An auto-encoder of images that begins as a lapped cosine transform, and learns from there: functions of blocks that overlap,
 * down and across, and how finely each coefficient is rounded.
 *
 * ```
 * x ──► brightness, colour ──► blocks × functions ──► · gains ──► round ──► z ──► / gains ──► functions × blocks ──► x̂
 *   minimise  bits(z + u) / pixels  +  distortionWeight · mean (x − x̂)²,   u uniform in [−½, ½)
 * ```
 *
 * Analysis and synthesis have functions of their own, and brightness others than colour. They are linear, so that
 * `freezeCodec` can make integers of them which decode alike everywhere; what is learned beside them is what to expect.
 * For networks of your own see `CompressiveAutoencoder`.
 *
 * @see Theis et al. 2017, Lossy Image Compression with Compressive Autoencoders, §2–3, arXiv:1703.00395, for the objective
 * @example
 * const model = new LappedAutoencoder({ inputShape: [64, 64, 3] })
 * await fit(model, images, { epochs: 2, optimizer: adam({ learningRate: 3e-4 }) })
 * const codec = await freezeCodec(model, photographs)
 */
export class LappedAutoencoder implements LatentModel {
  /** The tag of its checkpoints. */
  static readonly kind = 'lapped-autoencoder'
  readonly kind: string = LappedAutoencoder.kind
  readonly config: ResolvedLappedAutoencoderConfig
  readonly phases: readonly [Phase<tf.Tensor>]
  readonly #rate: ScaleMixture
  /** `[2, N, N]`: of brightness, of colour. */
  readonly #analysis: tf.Variable
  readonly #synthesis: tf.Variable
  /** `[C, N·N]`, logarithms. */
  readonly #logGains: tf.Variable
  #disposed = false

  /** @throws AeError `config` on a bad option */
  constructor(config: LappedAutoencoderConfig) {
    this.config = Object.freeze(resolveLappedAutoencoderConfig(config))
    const { block, inputShape, scales, distortionWeight, seed } = this.config
    const planes = inputShape[2] ?? 1
    const rng = createRng(seed)
    const start = (name: string): tf.Variable =>
      tf.tidy(() => {
        const halves = tf.tensor2d(Float32Array.from(lappedBasis(block).halves), [block, block])
        return tf.variable(
          tf.stack([halves, halves]).add(rng.fork(name).normal([2, block, block]).mul(NOISE)),
        )
      })
    this.#analysis = start('analysis')
    this.#synthesis = start('synthesis')
    this.#rate = new ScaleMixture(planes * block * block, scales, RATE_SPEED)
    this.#logGains = tf.tidy(() =>
      tf.variable(tf.fill([planes, block * block], -Math.log(firstStep(distortionWeight)))),
    )
    this.phases = [
      {
        name: 'lapped-autoencoder',
        variables: [this.#analysis, this.#synthesis, ...this.#rate.variables, this.#logGains],
        objective: (x, ctx) => this.#objective(x, ctx),
      },
    ]
  }

  /** `[B, …inputShape]` → int32 `[B, H/N, W/N, C·N·N]`. Borrows `x`; the integers are the caller's. */
  encode(x: tf.Tensor): tf.Tensor {
    this.#require(x)
    return tf.tidy(() => this.#analysed(x).round().toInt())
  }

  /** `[B, H/N, W/N, C·N·N]` → `[B, …inputShape]` in [0, 1]. Borrows `z`; the result is the caller's. */
  decode(z: tf.Tensor): tf.Tensor {
    requireLive('LappedAutoencoder', this.#disposed)
    const { block, inputShape } = this.config
    const [height = 0, width = 0, channels = 0] = inputShape
    requireBatch('LappedAutoencoder', z, [height / block, width / block, channels * block * block])
    return tf.tidy(() => this.#synthesised(z.toFloat()).clipByValue(0, 1))
  }

  weights(): Readonly<Record<string, tf.Variable>> {
    return {
      analysis: this.#analysis,
      synthesis: this.#synthesis,
      gains: this.#logGains,
      'rate/logits': this.#rate.logits,
      'rate/log-precisions': this.#rate.logPrecisions,
    }
  }

  topologies(): Readonly<Record<string, NetworkTopology>> {
    return {}
  }

  dispose(): void {
    if (this.#disposed) return
    this.#disposed = true
    tf.dispose([this.#analysis, this.#synthesis, this.#logGains])
    this.#rate.dispose()
  }

  /** Coefficients before they are rounded. */
  #analysed(x: tf.Tensor): tf.Tensor {
    const coefficients = this.#byPlanes(planesOf(x), this.#analysis, analysePlanes)
    const [planes = 0, batch = 0, rows = 0, columns = 0, channels = 0] = coefficients.shape
    const scaled = coefficients.mul(this.#logGains.exp().reshape([planes, 1, 1, 1, channels]))
    return scaled.transpose([1, 2, 3, 0, 4]).reshape([batch, rows, columns, planes * channels])
  }

  /** An image before it is clipped. */
  #synthesised(z: tf.Tensor): tf.Tensor {
    const [batch = 0, rows = 0, columns = 0] = z.shape
    const [planes = 0, channels = 0] = this.#logGains.shape
    const coefficients = z
      .reshape([batch, rows, columns, planes, channels])
      .transpose([3, 0, 1, 2, 4])
      .div(this.#logGains.exp().reshape([planes, 1, 1, 1, channels]))
    return imagesOf(this.#byPlanes(coefficients, this.#synthesis, synthesisePlanes))
  }

  /** The first plane with the first functions, all others with the second. */
  #byPlanes(
    planes: tf.Tensor,
    functions: tf.Tensor,
    f: (planes: tf.Tensor, halves: tf.Tensor) => tf.Tensor,
  ): tf.Tensor {
    const [count = 0, batch = 0, ...rest] = planes.shape
    const part = (first: number, size: number, set: number): tf.Tensor => {
      const those = planes.slice([first], [size]).reshape([size * batch, ...rest])
      const done = f(those, functions.slice([set], [1]).squeeze([0]))
      return done.reshape([size, batch, ...done.shape.slice(1)])
    }
    return count === 1 ? part(0, 1, 0) : tf.concat([part(0, 1, 0), part(1, count - 1, 1)], 0)
  }

  #objective(x: tf.Tensor, ctx: StepContext): Objective {
    this.#require(x)
    const z = straightThrough(this.#analysed(x), (value) => value.round())
    const noise = ctx.rng.uniform(z.shape).sub(0.5)
    const [batch = 1, height = 1, width = 1] = x.shape
    const rate = this.#rate
      .bits(z.add(noise))
      .sum()
      .div(batch * height * width)
      .asScalar()
    const copy = straightThrough(this.#synthesised(z), (value) => value.clipByValue(0, 1))
    const distortion = mse(x, copy)
    const total = rate.add(distortion.mul(this.config.distortionWeight)).asScalar()
    return { total, terms: { rate, distortion } }
  }

  #require(x: tf.Tensor): void {
    requireLive('LappedAutoencoder', this.#disposed)
    requireBatch('LappedAutoencoder', x, this.config.inputShape)
  }
}
