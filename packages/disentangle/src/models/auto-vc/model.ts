import {
  inferenceContext,
  l1,
  mse,
  type NetworkTopology,
  type Objective,
  type Phase,
  requireBatch,
  requireLive,
  type Shape,
  type StepContext,
} from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import type { Disentangler } from '../../disentangler'
import { GivenNetworks } from '../../given-networks'
import { bottleneckDecoder, bottleneckEncoder, postnet } from '../../networks/bottleneck-networks'
import { besideFrames, padFrames, repeatFrames } from '../../ops/time-scale'
import { speakerWidth } from '../../speaker-form'
import { speakerVectors } from '../../speaker-vectors'
import type { VoiceBatch } from '../../voice-batch'
import { type AutoVCConfig, type ResolvedAutoVCConfig, resolveAutoVCConfig } from './config'

/** Weight of what comes before the postnet, μ in the paper. */
const EARLY_WEIGHT = 1

/**
 * Content by a bottleneck: an auto-encoder whose decoder is told who speaks, and whose code is just wide enough for what is
 * said. What the decoder knows already is the first thing that no longer gets through.
 *
 * ```
 * x, speaker ──► encoder ──► a place every few frames ──► repeated, speaker ──► decoder (+ postnet) ──► x̂
 * [B, T, F]                  [B, T / every, 2 · neck]                                               [B, T, F]
 *   minimise  error(x, x̂)  +  contentWeight · mean |code(x̂) − code(x)|,  with a postnet also what it is given: + error(x, x̃)
 * ```
 *
 * Everything depends on the width, and the width on the data: `chooseBottleneck` trains several and picks one. Too wide, and
 * the speaker comes along; too narrow, and words are lost. `AdaINDisentangler` needs no such choice, and no list of speakers.
 *
 * Convolutions are not followed by batch normalisation as in the authors' code, where a batch is two clips.
 *
 * @see Qian et al. 2019, AutoVC: Zero-Shot Voice Style Transfer with Only Autoencoder Loss, arXiv:1905.05879
 * @example
 * const model = new AutoVC({ inputShape: [48, 40], speakers: { kind: 'numbered', count: 6 } })
 * await fit(model, fromTensors({ x: clips, speaker: speakers }).batch(64), { steps: 3000 })
 * const converted = model.convert({ x: clips, speaker: speakers }, tf.tensor1d([3], 'int32')) // all as speaker 3
 */
export class AutoVC implements Disentangler<VoiceBatch, VoiceBatch> {
  /** The tag of its checkpoints. */
  static readonly kind = 'auto-vc'
  readonly kind: string = AutoVC.kind
  readonly config: ResolvedAutoVCConfig
  readonly phases: readonly [Phase<VoiceBatch>]
  readonly #parts: GivenNetworks<'contentEncoder' | 'decoder' | 'postnet'>
  /** Frames of a clip that was padded. */
  readonly #length: number
  #disposed = false

  /** @throws AeError `config` on a bad option, `shape` if a network does not fit */
  constructor(config: AutoVCConfig) {
    this.config = resolveAutoVCConfig(config)
    const { inputShape, speakers, neck, every, channels, seed } = this.config
    const [frames, features] = inputShape
    const width = speakerWidth(speakers)
    const places = Math.ceil(frames / every)
    this.#length = places * every
    this.#parts = new GivenNetworks('AutoVC', seed, {
      contentEncoder: {
        given: config.contentEncoder,
        own: bottleneckEncoder(this.config),
        inputShape: [this.#length, features + width],
        outputShape: [places, 2 * neck],
      },
      decoder: {
        given: config.decoder,
        own: bottleneckDecoder(this.config),
        inputShape: [this.#length, 2 * neck + width],
        outputShape: [this.#length, features],
      },
      postnet: {
        given: undefined,
        own: postnet(this.config.postnet, channels),
        inputShape,
        outputShape: inputShape,
      },
    })
    this.phases = [
      {
        name: 'auto-vc',
        variables: this.#parts.variables,
        objective: (batch, ctx) => this.#objective(batch, ctx),
      },
    ]
  }

  /** What is said: clips `[B, T, F]` with their speakers → `[B, T / every, 2 · neck]`. Borrows both; the code is the caller's. */
  content(batch: VoiceBatch): tf.Tensor {
    this.#require(batch.x, this.config.inputShape)
    return tf.tidy(() => this.#encode(batch.x, this.#vectors(batch.speaker, batch.x), inferenceContext()))
  }

  /**
   * Puts parts together. Borrows both; the result `[B, T, F]` is the caller's.
   *
   * @param content [B, T / every, 2 · neck]
   * @param speaker numbers [B] or vectors [B, size], whatever the model is told; one row stands for all
   */
  decode(content: tf.Tensor, speaker: tf.Tensor): tf.Tensor {
    const { every, neck } = this.config
    this.#require(content, [this.#length / every, 2 * neck])
    return tf.tidy(() => this.#decode(content, this.#vectors(speaker, content), inferenceContext()).made)
  }

  /**
   * What `x` says, in the voice of the target. Borrows both; the result `[B, T, F]` is the caller's.
   *
   * @param target numbers [B] or vectors [B, size], whatever the model is told; one row stands for all
   */
  convert(batch: VoiceBatch, target: tf.Tensor): tf.Tensor {
    this.#require(batch.x, this.config.inputShape)
    return tf.tidy(() => this.decode(this.content(batch), target))
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

  #vectors(speaker: tf.Tensor, { shape: [rows = 0] }: tf.Tensor): tf.Tensor2D {
    return speakerVectors('AutoVC', speaker, { form: this.config.speakers, rows })
  }

  #encode(x: tf.Tensor, vectors: tf.Tensor, ctx: StepContext): tf.Tensor {
    const padded = padFrames(x as tf.Tensor3D, this.#length)
    return this.#parts.networks.contentEncoder.apply(besideFrames(padded, vectors), ctx)
  }

  /** What leaves the decoder, and what leaves the postnet. */
  #decode(
    content: tf.Tensor,
    vectors: tf.Tensor,
    ctx: StepContext,
  ): { readonly early: tf.Tensor; readonly made: tf.Tensor } {
    const { every, inputShape, postnet: layers } = this.config
    const repeated = repeatFrames(content as tf.Tensor3D, every)
    const all = this.#parts.networks.decoder.apply(besideFrames(repeated, vectors), ctx)
    const early = all.slice([0, 0, 0], [-1, inputShape[0], -1])
    return { early, made: layers === 0 ? early : early.add(this.#parts.networks.postnet.apply(early, ctx)) }
  }

  #objective({ x, speaker }: VoiceBatch, ctx: StepContext): Objective {
    this.#require(x, this.config.inputShape)
    const { error, contentWeight, postnet: layers } = this.config
    const vectors = this.#vectors(speaker, x)
    const code = this.#encode(x, vectors, ctx)
    const { early, made } = this.#decode(code, vectors, ctx)
    const distance = error === 'squared' ? mse : l1
    const reconstruction = distance(x, made)
    const parts = [reconstruction]
    if (layers > 0) parts.push(distance(x, early).mul(EARLY_WEIGHT).asScalar())
    // Gradients go on through the encoder's second pass, as in the authors' code.
    const content = contentWeight === 0 ? undefined : l1(code, this.#encode(made, vectors, ctx))
    if (content !== undefined) parts.push(content.mul(contentWeight).asScalar())
    const terms = content === undefined ? { reconstruction } : { reconstruction, content }
    return { total: tf.addN(parts).asScalar(), terms }
  }

  #require(x: tf.Tensor, shape: Shape): void {
    requireLive('AutoVC', this.#disposed)
    requireBatch('AutoVC', x, shape)
  }
}
