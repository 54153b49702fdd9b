import {
  AeError,
  type Disposable,
  inferenceContext,
  mlp,
  type NetworkTopology,
  type Objective,
  type Phase,
  type Saveable,
  type Shape,
  type StepContext,
  show,
  type Trainable,
} from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { requireOneARow } from '../../checks'
import { maskedInstanceNorm } from '../../masks/masked-instance-norm'
import { meanOverVectors } from '../../masks/mean-over-vectors'
import { speechUnitDecoder, speechUnitEncoder } from '../../networks/speech-units'
import type { Quantized, Quantizer } from '../../quantizer'
import { ModelParts } from '../model-parts'
import { type ResolvedSpeechUnitsConfig, resolveSpeechUnitsConfig, type SpeechUnitsConfig } from './config'
import { jitterCodes } from './jitter-codes'

/** Frames, who speaks, and which frames are real. A type, as records of tensors are. */
export type SpeechBatch = {
  /** [B, T, F], log-mel frames for example; about mean 0 and variance 1. */
  readonly x: tf.Tensor
  /** [B], 0 … S − 1. */
  readonly speaker: tf.Tensor
  /** [B, T], 1 for a frame and 0 for padding at the end. Default: all are real. */
  readonly mask?: tf.Tensor
}

/**
 * Speech as a sequence of discrete units at half the frame rate, and who speaks beside it: units are left to say what is
 * said, and the same units are spoken by anyone.
 *
 * ```
 * x ──► encoder ──► z ──► (instance norm) ──► quantizer ──► codes ──► jitter ──► decoder ──► x̂
 * [B, T, F]         [B, T / 2, D]               └► units    [B, T / 2, D]           ▲      [B, T, F]
 * speaker ──► speakerEncoder ──► [B, speakerDim], at each step ─────────────────────┘
 *   minimise  mean |x − x̂|  +  mean (x − x̂)²  +  the quantizer's own losses
 * ```
 *
 * Jitter, in training only, keeps units from depending on their exact place. A speaker whom no path leads to the decoder
 * would be coded in the units. For maps of indices of images take a `VQVAE`.
 *
 * @see Chorowski, Weiss, Bengio & van den Oord 2019, Unsupervised Speech Representation Learning Using WaveNet Autoencoders,
 * arXiv:1901.08810; with a convolutional decoder of frames in place of a WaveNet
 * @example
 * const quantizer = new EmaQuantizer({ codebookSize: 64, codeDim: 16 })
 * const model = new SpeechUnits({ inputShape: [48, 40], speakers: 6, quantizer })
 * const speaker = tf.fill([x.shape[0] ?? 0], 0, 'int32')
 * await fit(model, fromTensors({ x, speaker }), { epochs: 50 })
 * const units = model.tokens(x) // int32 [B, 24]
 * const spoken = model.decodeTokens(units, speaker.add(3)) // by the fourth speaker
 */
export class SpeechUnits implements Trainable<SpeechBatch>, Saveable, Disposable {
  /** The tag of its checkpoints. */
  static readonly kind = 'speech-units'
  readonly kind: string = SpeechUnits.kind
  readonly config: ResolvedSpeechUnitsConfig
  readonly phases: readonly [Phase<SpeechBatch>]
  /** What makes units of vectors; the model's own. */
  readonly quantizer: Quantizer
  readonly #parts: ModelParts<'quantizer', 'encoder' | 'speakerEncoder' | 'decoder'>
  /** Of a row of vectors, without their size. */
  readonly #unitShape: Shape

  /** @throws AeError `config` on a bad option, `shape` if a network does not fit */
  constructor(config: SpeechUnitsConfig) {
    const resolved = resolveSpeechUnitsConfig(config)
    const { inputShape, speakers, speakerDim, seed } = resolved
    const {
      encoder = speechUnitEncoder(),
      speakerEncoder = mlp({ hiddenUnits: [] }),
      decoder = speechUnitDecoder(),
    } = config
    this.#unitShape = [(inputShape[0] ?? 0) / 2]
    const vectors = (numbers: number): Shape => [...this.#unitShape, numbers]
    this.#parts = new ModelParts({
      subject: 'SpeechUnits',
      quantizers: { quantizer: config.quantizer },
      networks: ({ quantizer: { codeDim } }) => ({
        encoder: { like: encoder, inputShape, outputShape: vectors(codeDim) },
        speakerEncoder: { like: speakerEncoder, inputShape: [speakers], outputShape: [speakerDim] },
        decoder: { like: decoder, inputShape: vectors(codeDim + speakerDim), outputShape: inputShape },
      }),
      seed,
    })
    this.quantizer = this.#parts.quantizers.quantizer
    this.config = Object.freeze({ ...resolved, ...this.#parts.specs })
    this.phases = [
      {
        name: 'speech-units',
        variables: this.#parts.variables,
        objective: (batch, ctx) => this.#objective(batch, ctx),
        afterStep: (aux, ctx) => this.quantizer.afterStep(aux, ctx),
      },
    ]
  }

  /** What is rounded to units: frames `[B, T, F]`, and a mask `[B, T]` of those that are real → `[B, T / 2, D]`. Borrows both; the vectors are the caller's. */
  vectors(x: tf.Tensor, mask?: tf.Tensor): tf.Tensor {
    this.#requireFrames(x, mask)
    return tf.tidy(() => this.#vectors(x, mask, inferenceContext()))
  }

  /** The codes of frames: `[B, T, F]`, and a mask `[B, T]` of those that are real → `[B, T / 2, D]`. Borrows both; the codes are the caller's. */
  encode(x: tf.Tensor, mask?: tf.Tensor): tf.Tensor {
    this.#requireFrames(x, mask)
    return tf.tidy(() => this.#quantize(x, mask, inferenceContext()).codes)
  }

  /** Codes as frames of a speaker each: `[B, T / 2, D]` and `[B]` → `[B, T, F]`. Borrows both; the result is the caller's. */
  decode(z: tf.Tensor, speaker: tf.Tensor): tf.Tensor {
    this.#parts.require(z, [...this.#unitShape, this.quantizer.codeDim])
    requireOneARow('SpeechUnits', 'speaker', speaker, z.shape[0])
    return tf.tidy(() => this.#decoded(z, speaker, inferenceContext()))
  }

  /** The units of frames: `[B, T, F]` → int32 `[B, T / 2, …indexShape]`, −1 for padding. Borrows both; they are the caller's. */
  tokens(x: tf.Tensor, mask?: tf.Tensor): tf.Tensor {
    this.#requireFrames(x, mask)
    return tf.tidy(() => this.#quantize(x, mask, inferenceContext()).indices)
  }

  /** Units as frames of a speaker each: what `tokens` gave, or you have written → `[B, T, F]`, 0 where a unit is −1. Borrows both; the result is the caller's. */
  decodeTokens(tokens: tf.Tensor, speaker: tf.Tensor): tf.Tensor {
    this.#parts.require(tokens, [...this.#unitShape, ...this.quantizer.indexShape])
    requireOneARow('SpeechUnits', 'speaker', speaker, tokens.shape[0])
    return tf.tidy(() => {
      const [rows = 0, units = 0] = tokens.shape
      const real = tokens.reshape([rows, units, -1]).max(2).greaterEqual(tf.scalar(0, 'int32')) // [B, T / 2]
      const frames = tf
        .stack([real, real], 2)
        .reshape([rows, 2 * units, 1])
        .toFloat()
      return this.#decoded(this.quantizer.lookup(tokens), speaker, inferenceContext()).mul(frames)
    })
  }

  weights(): Readonly<Record<string, tf.Variable>> {
    return this.#parts.weights()
  }

  topologies(): Readonly<Record<string, NetworkTopology>> {
    return this.#parts.topologies()
  }

  dispose(): void {
    this.#parts.dispose()
  }

  #vectors(x: tf.Tensor, mask: tf.Tensor | undefined, ctx: StepContext): tf.Tensor {
    const { encoder } = this.#parts.networks
    // Whatever is in the padding, convolutions see zeros.
    const frames = mask === undefined ? x : x.mul(mask.toFloat().expandDims(2))
    const raw = encoder.apply(frames, ctx)
    if (this.config.normalization === 'none') return raw
    return maskedInstanceNorm(raw, mask === undefined ? undefined : unitMask(mask))
  }

  #quantize(x: tf.Tensor, mask: tf.Tensor | undefined, ctx: StepContext): Quantized {
    const z = this.#vectors(x, mask, ctx)
    return this.quantizer.quantize(z, mask === undefined ? ctx : { ...ctx, mask: unitMask(mask) })
  }

  #decoded(codes: tf.Tensor, speaker: tf.Tensor, ctx: StepContext): tf.Tensor {
    const { speakerEncoder, decoder } = this.#parts.networks
    const { speakers, speakerDim } = this.config
    const [rows = 0, units = 0] = codes.shape
    // tf.oneHot refuses a depth of 1: one speaker is none that has to be told.
    const oneHot = tf.equal(speaker.toInt().reshape([rows, 1]), tf.range(0, speakers, 1, 'int32')).toFloat()
    const voice = speakerEncoder.apply(oneHot, ctx)
    const throughout = voice.reshape([rows, 1, speakerDim]).tile([1, units, 1])
    return decoder.apply(tf.concat([codes, throughout], 2), ctx)
  }

  #objective({ x, speaker, mask }: SpeechBatch, ctx: StepContext): Objective {
    this.#requireFrames(x, mask)
    requireOneARow('SpeechUnits', 'speaker', speaker, x.shape[0])
    const { codes, total, terms, aux } = this.#quantize(x, mask, ctx)
    const moved = ctx.training ? this.#jittered(codes, mask, ctx) : codes
    const difference = this.#decoded(moved, speaker, ctx).sub(x)
    const l1 = meanOverVectors(difference.abs().mean(2), mask)
    const l2 = meanOverVectors(difference.square().mean(2), mask)
    return { total: l1.add(l2).add(total).asScalar(), terms: { l1, l2, ...terms }, aux }
  }

  #jittered(codes: tf.Tensor, mask: tf.Tensor | undefined, { rng }: StepContext): tf.Tensor {
    const options = { probability: this.config.jitter, rng: rng.fork('jitter') }
    return jitterCodes(codes, mask === undefined ? options : { ...options, mask: unitMask(mask) })
  }

  #requireFrames(x: tf.Tensor, mask: tf.Tensor | undefined): void {
    this.#parts.require(x, this.config.inputShape)
    if (mask === undefined || show(mask.shape) === show(x.shape.slice(0, 2))) return
    throw new AeError(
      'shape',
      `SpeechUnits: expected a mask ${show(x.shape.slice(0, 2))}, 1 for a frame and 0 for padding. Received: ${show(mask.shape)}.`,
    )
  }
}

/** Which units are real, [B, T] → [B, T / 2]: those of which a frame is. */
function unitMask(mask: tf.Tensor): tf.Tensor {
  const [rows = 0, length = 0] = mask.shape
  return mask
    .toFloat()
    .reshape([rows, length / 2, 2])
    .max(2)
}
