import {
  AeError,
  inferenceContext,
  klWeightAt,
  l1,
  type NetworkTopology,
  type Objective,
  type Phase,
  requireBatch,
  requireLive,
  type Shape,
  type StepContext,
  show,
  straightThrough,
} from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { codeLength } from '../../clip-shape'
import type { Disentangler } from '../../disentangler'
import { GivenNetworks } from '../../given-networks'
import { contentEncoder, speakerEncoder, voiceDecoder } from '../../networks/voice-networks'
import { besideFrames } from '../../ops/time-scale'
import { speakerShares } from '../../ops/voices-of-others'
import { requireVoices, saysWho, type VoiceBatch } from '../../voice-batch'
import {
  type AdaINDisentanglerConfig,
  type ResolvedAdaINDisentanglerConfig,
  resolveAdaINDisentanglerConfig,
} from './config'
import { contentKl } from './loss'

/** Log-variances are kept within ±10: far outside what is learned, and still finite. */
const LOG_VAR_LIMIT = 10

/**
 * Content by instance normalisation: a content encoder that takes each channel's mean and variance over time away, a
 * speaker encoder, and a decoder that is given the speaker as the mean and variance of its channels. Any clip is a voice
 * to convert to, seen in training or not.
 *
 * ```
 * x ──► content encoder, normalised ──► μ, σ ──► z ──► decoder ──► x̂
 * [B, T, F]                             [B, T′, C]        ▲        [B, T, F]
 * others of the speaker ──► speaker encoder ──────────────┘ scale and shift of each channel
 * [B, T, F]                                 [B, S]
 *   minimise  reconstructionWeight · mean |x − x̂|  +  beta · mean KL(q(z | x) ‖ N(0, 1))
 * ```
 *
 * In training, the code of a speaker comes from other clips than the one that is decoded, which takes batches `{ x, speaker }`.
 * The paper takes the same clip, and no labels: right where clips are longer than what is said again and again, wrong where a
 * clip is a word (`speakerFrom`). Where all speakers are known, `AutoVC` needs no speaker encoder.
 *
 * @see Chou, Yeh & Lee 2019, One-shot Voice Conversion by Separating Speaker and Content Representations with Instance
 * Normalization, arXiv:1904.05742
 * @example
 * const model = new AdaINDisentangler({ inputShape: [48, 40] })
 * await fit(model, fromTensors({ x: clips, speaker: speakers }).batch(64), { steps: 3000 })
 * const voice = tf.tidy(() => model.speaker(clipsOfTarget).mean(0, true)) // one clip will do, more are steadier
 * const converted = model.convert(x, voice)
 */
export class AdaINDisentangler implements Disentangler {
  /** The tag of its checkpoints. */
  static readonly kind = 'adain-disentangler'
  readonly kind: string = AdaINDisentangler.kind
  readonly config: ResolvedAdaINDisentanglerConfig
  readonly phases: readonly [Phase<tf.Tensor | VoiceBatch>]
  readonly #parts: GivenNetworks<'contentEncoder' | 'speakerEncoder' | 'decoder'>
  readonly #codeShape: Shape
  #disposed = false

  /** @throws AeError `config` on a bad option, `shape` if a network does not fit */
  constructor(config: AdaINDisentanglerConfig) {
    this.config = resolveAdaINDisentanglerConfig(config)
    const { inputShape, contentChannels, speakerDim, instanceNorm, seed } = this.config
    const length = codeLength(this.config)
    this.#codeShape = [length, contentChannels]
    this.#parts = new GivenNetworks('AdaINDisentangler', seed, {
      contentEncoder: {
        given: config.contentEncoder,
        own: contentEncoder(this.config, { instanceNorm }),
        inputShape,
        outputShape: [length, 2 * contentChannels],
      },
      speakerEncoder: {
        given: config.speakerEncoder,
        own: speakerEncoder(this.config),
        inputShape,
        outputShape: [speakerDim],
      },
      decoder: {
        given: config.decoder,
        own: voiceDecoder(this.config, this.config),
        inputShape: [length, contentChannels + speakerDim],
        outputShape: inputShape,
      },
    })
    this.phases = [
      {
        name: 'adain-disentangler',
        variables: this.#parts.variables,
        objective: (batch, ctx) => this.#objective(batch, ctx),
      },
    ]
  }

  /** What is said, the posterior means: `[B, T, F]` → `[B, T′, contentChannels]`. Borrows `x`; the code is the caller's. */
  content(x: tf.Tensor): tf.Tensor {
    this.#require(x, this.config.inputShape)
    return tf.tidy(() => this.#posterior(x, inferenceContext()).mean.clone())
  }

  /** Who speaks: `[B, T, F]` → `[B, speakerDim]`. Borrows `x`; the code is the caller's. */
  speaker(x: tf.Tensor): tf.Tensor {
    this.#require(x, this.config.inputShape)
    return this.#parts.networks.speakerEncoder.apply(x, inferenceContext())
  }

  /**
   * Puts parts together. Borrows both; the result `[B, T, F]` is the caller's.
   *
   * @param content [B, T′, contentChannels]
   * @param speaker [B, speakerDim], or [1, speakerDim] for all rows
   */
  decode(content: tf.Tensor, speaker: tf.Tensor): tf.Tensor {
    this.#require(content, this.#codeShape)
    this.#requireSpeaker(speaker, content)
    return tf.tidy(() => this.#decode(content, speaker, inferenceContext()))
  }

  /**
   * What `x` says, in the voice of the target. Borrows both; the result `[B, T, F]` is the caller's.
   *
   * @param target clips [B, T, F], or codes of speakers [B, speakerDim]; one row stands for all
   */
  convert(x: tf.Tensor, target: tf.Tensor): tf.Tensor {
    if (target.rank === 3) this.#require(target, this.config.inputShape)
    this.#require(x, this.config.inputShape)
    if (target.rank !== 3) this.#requireSpeaker(target, x)
    return tf.tidy(() => this.decode(this.content(x), target.rank === 3 ? this.speaker(target) : target))
  }

  weights(): Readonly<Record<string, tf.Variable>> {
    return this.#parts.weights()
  }

  topologies(): Readonly<Record<string, NetworkTopology>> {
    return this.#parts.topologies()
  }

  dispose(): void {
    if (this.#disposed) return
    this.#disposed = true
    this.#parts.dispose()
  }

  #posterior(x: tf.Tensor, ctx: StepContext): { readonly mean: tf.Tensor; readonly logVar: tf.Tensor } {
    const raw = this.#parts.networks.contentEncoder.apply(x, ctx)
    const [mean = raw, logVar = raw] = tf.split(raw, 2, 2)
    return { mean, logVar: straightThrough(logVar, (v) => v.clipByValue(-LOG_VAR_LIMIT, LOG_VAR_LIMIT)) }
  }

  #decode(content: tf.Tensor, speaker: tf.Tensor, ctx: StepContext): tf.Tensor {
    const [rows = 1] = content.shape
    const voices = speaker.shape[0] === rows ? speaker : speaker.tile([rows, 1])
    return this.#parts.networks.decoder.apply(besideFrames(content as tf.Tensor3D, voices), ctx)
  }

  #objective(batch: tf.Tensor | VoiceBatch, ctx: StepContext): Objective {
    const { speakerFrom, inputShape, reconstructionWeight, beta } = this.config
    const x = saysWho(batch) ? batch.x : batch
    this.#require(x, inputShape)
    let voices = this.#parts.networks.speakerEncoder.apply(x, ctx)
    const alone: Record<string, tf.Scalar> = {}
    if (speakerFrom !== 'same') {
      const labelled = this.#labelled(batch)
      const shares = speakerShares(labelled.speaker, speakerFrom, ctx.rng.fork('speaker'))
      voices = tf.matMul(shares, voices as tf.Tensor2D)
      // Whoever is alone takes all from himself.
      alone.alone = shares.mul(tf.eye(shares.shape[0])).sum(1).mean<tf.Scalar>()
    }
    const { mean, logVar } = this.#posterior(x, ctx)
    const noise = ctx.rng.fork('content').normal(mean.shape)
    const z = ctx.training ? mean.add(logVar.mul(0.5).exp().mul(noise)) : mean
    const reconstruction = l1(x, this.#decode(z, voices, ctx))
    const kl = contentKl(mean, logVar)
    const weight = klWeightAt(beta, ctx.step, ctx.totalSteps)
    const total = reconstruction.mul(reconstructionWeight).add(kl.mul(weight)).asScalar()
    return { total, terms: { reconstruction, kl, ...alone } }
  }

  #labelled(batch: tf.Tensor | VoiceBatch): VoiceBatch {
    if (saysWho(batch)) {
      requireVoices('AdaINDisentangler', batch, this.config.inputShape)
      return batch
    }
    throw new AeError('shape', 'AdaINDisentangler: expected batches { x, speaker }. Received: clips alone.', {
      hint: "say who speaks in each clip, or set `speakerFrom: 'same'`.",
    })
  }

  #require(x: tf.Tensor, shape: Shape): void {
    requireLive('AdaINDisentangler', this.#disposed)
    requireBatch('AdaINDisentangler', x, shape)
  }

  #requireSpeaker(speaker: tf.Tensor, { shape: [rows] }: tf.Tensor): void {
    const { speakerDim } = this.config
    const [count, width] = speaker.shape
    if (speaker.rank === 2 && width === speakerDim && (count === rows || count === 1)) return
    throw new AeError(
      'shape',
      `AdaINDisentangler: expected codes of speakers [${rows}, ${speakerDim}] or [1, ${speakerDim}]. Received: ${show(speaker.shape)}.`,
    )
  }
}
