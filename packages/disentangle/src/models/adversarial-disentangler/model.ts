import {
  glorotUniform,
  type Initializer,
  inferenceContext,
  l1,
  type NetworkTopology,
  type Objective,
  type Phase,
  requireBatch,
  requireLive,
  type Shape,
  type Stage,
  type StepContext,
  softmaxCrossEntropy,
  stopGradient,
} from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { codeLength } from '../../clip-shape'
import type { Disentangler } from '../../disentangler'
import { GivenNetworks } from '../../given-networks'
import {
  adversarialDecoder,
  adversarialEncoder,
  speakerClassifier,
} from '../../networks/adversarial-networks'
import { patchCritic } from '../../networks/patch-critic'
import { reverseGradient } from '../../ops/reverse-gradient'
import { besideFrames } from '../../ops/time-scale'
import { speakerVectors } from '../../speaker-vectors'
import { requireVoices, type VoiceBatch } from '../../voice-batch'
import {
  type AdversarialDisentanglerConfig,
  type ResolvedAdversarialDisentanglerConfig,
  resolveAdversarialDisentanglerConfig,
} from './config'
import { uniformCrossEntropy } from './loss'
import { residualPhases } from './residual'

const SUBJECT = 'AdversarialDisentangler'

/** A residual starts next to nothing, but not at nothing: through a kernel of zeros the layers before it would learn nothing. */
const nextToNothing: Initializer = (rng, shape) => glorotUniform(rng, shape).map((weight) => 0.01 * weight)

/**
 * Content by an adversary: a classifier listens for the speaker in the code, and the encoder learns to leave it nothing. The
 * decoder has a table of speakers in each of its blocks.
 *
 * ```
 * x ──► encoder ──► c ──► decoder ──► x̂        stage 2:  x̂ + generator(c, other speaker) ──► critic: real? who?
 * [B, T, F]         [B, T′, C]  ▲     [B, T, F]
 *                   │           └─ speaker
 *                   └──► classifier ──► who?
 *   autoencoder   minimise  mean |x − x̂|
 *   classifier    minimise  cross-entropy(speaker, classifier(c)), c held still
 *   confusion     minimise  mean |x − x̂|  −  α · cross-entropy(speaker, classifier(c)), in turns with the classifier
 * ```
 *
 * Phases of these names, one after the other as `schedule` says: train it without `steps` or `epochs`, and it stops when the
 * schedule ends. With `residual`, the phases `critic` and `generator` follow, encoder and decoder held still.
 *
 * Of the paper's networks the recurrent layers are left out, which clips of half a second do without, and the encoder's dropout; the
 * classifier has four convolutions in the place of nine, the critic three that halve in the place of five.
 * `AdaINDisentangler` needs no list of speakers; `AutoVC` no game, but a width.
 *
 * @see Chou et al. 2018, Multi-target Voice Conversion without Parallel Data by Adversarially Learning Disentangled Audio
 * Representations, arXiv:1804.02812
 * @example
 * const model = new AdversarialDisentangler({ inputShape: [48, 40], speakers: 6 })
 * const optimizer = adam({ learningRate: 1e-3, beta1: 0.5, beta2: 0.9, clipNorm: 5 })
 * await fit(model, fromTensors({ x: clips, speaker: speakers }), { batchSize: 32, optimizer })
 * const converted = model.convert(clips, tf.tensor1d([3], 'int32')) // all as speaker 3
 */
export class AdversarialDisentangler implements Disentangler<tf.Tensor, VoiceBatch> {
  /** The tag of its checkpoints. */
  static readonly kind = 'adversarial-disentangler'
  readonly kind: string = AdversarialDisentangler.kind
  readonly config: ResolvedAdversarialDisentanglerConfig
  readonly phases: readonly [Phase<VoiceBatch>, ...Phase<VoiceBatch>[]]
  readonly stages: readonly Stage[]
  readonly #parts: GivenNetworks<'contentEncoder' | 'decoder' | 'classifier'>
  readonly #second: GivenNetworks<'generator' | 'critic'> | undefined
  readonly #codeShape: Shape
  #disposed = false

  /** @throws AeError `config` on a bad option, `shape` if a network does not fit */
  constructor(config: AdversarialDisentanglerConfig) {
    this.config = resolveAdversarialDisentanglerConfig(config)
    const { inputShape, contentChannels, speakers, channels, classifierDropout, residual, seed } = this.config
    const length = codeLength(this.config)
    this.#codeShape = [length, contentChannels]
    const decoder = { inputShape: [length, contentChannels + speakers], outputShape: inputShape }
    this.#parts = new GivenNetworks(SUBJECT, seed, {
      contentEncoder: {
        given: config.contentEncoder,
        own: adversarialEncoder(this.config),
        inputShape,
        outputShape: this.#codeShape,
      },
      decoder: { given: config.decoder, own: adversarialDecoder(this.config, this.config), ...decoder },
      classifier: {
        given: config.classifier,
        own: speakerClassifier(channels, { dropout: classifierDropout }),
        inputShape: this.#codeShape,
        outputShape: [speakers],
      },
    })
    try {
      this.#second =
        residual === undefined
          ? undefined
          : new GivenNetworks(SUBJECT, seed, {
              generator: {
                given: config.generator,
                own: adversarialDecoder(this.config, { contentChannels, speakers, last: nextToNothing }),
                ...decoder,
              },
              critic: { given: undefined, own: patchCritic(), inputShape, outputShape: [1 + speakers] },
            })
    } catch (error) {
      this.#parts.disposeOwn()
      throw error
    }
    this.phases = this.#allPhases()
    this.stages = stagesOf(this.config)
  }

  /** What is said: `[B, T, F]` → `[B, T′, contentChannels]`. Borrows `x`; the code is the caller's. */
  content(x: tf.Tensor): tf.Tensor {
    this.#require(x, this.config.inputShape)
    return this.#parts.networks.contentEncoder.apply(x, inferenceContext())
  }

  /**
   * Who the classifier of the training hears in a code: `[B, T′, contentChannels]` → `[B, speakers]`, logits, nothing left out.
   * Borrows the code; the result is the caller's. For logs: a classifier that lost says nothing of what others find, `attackCodes`
   * does.
   */
  suspects(content: tf.Tensor): tf.Tensor {
    this.#require(content, this.#codeShape)
    return this.#parts.networks.classifier.apply(content, inferenceContext())
  }

  /**
   * Puts parts together. Borrows both; the result `[B, T, F]` is the caller's.
   *
   * @param content [B, T′, contentChannels]
   * @param speaker numbers [B], or [1] for all rows
   */
  decode(content: tf.Tensor, speaker: tf.Tensor): tf.Tensor {
    this.#require(content, this.#codeShape)
    return tf.tidy(() => this.#decode(content, this.#vectors(speaker, content), inferenceContext()))
  }

  /**
   * What `x` says, in the voice of the target. Borrows both; the result `[B, T, F]` is the caller's.
   *
   * @param target numbers [B], or [1] for all rows
   */
  convert(x: tf.Tensor, target: tf.Tensor): tf.Tensor {
    this.#require(x, this.config.inputShape)
    return tf.tidy(() => this.decode(this.content(x), target))
  }

  weights(): Readonly<Record<string, tf.Variable>> {
    return { ...this.#parts.weights(), ...this.#second?.weights() }
  }

  topologies(): Readonly<Record<string, NetworkTopology>> {
    return { ...this.#parts.topologies(), ...this.#second?.topologies() }
  }

  dispose(): void {
    if (this.#disposed) return
    this.#disposed = true
    this.#parts.dispose()
    this.#second?.dispose()
  }

  #allPhases(): readonly [Phase<VoiceBatch>, ...Phase<VoiceBatch>[]] {
    const { contentEncoder, decoder, classifier } = this.#parts.networks
    const codec = [...contentEncoder.variables, ...decoder.variables]
    const { adversary, speakers, residual } = this.config
    const second = this.#second?.networks
    return [
      {
        name: 'autoencoder',
        variables: codec,
        objective: (batch, ctx) => {
          const { reconstruction } = this.#pass(batch, ctx)
          return { total: reconstruction, terms: { reconstruction } }
        },
      },
      {
        name: 'classifier',
        variables: classifier.variables,
        objective: (batch, ctx) => this.#listen(batch, ctx),
      },
      {
        name: 'confusion',
        variables: adversary === 'gradient-reversal' ? [...codec, ...classifier.variables] : codec,
        objective: (batch, ctx) => this.#confuse(batch, ctx),
      },
      ...(second === undefined || residual === undefined
        ? []
        : residualPhases({
            ...second,
            speakers,
            penaltyWeight: residual.penaltyWeight,
            convert: (x, target, ctx) => {
              const content = stopGradient(contentEncoder.apply(x, still(ctx)))
              return this.#decode(content, this.#vectors(target, content), ctx)
            },
            require: (batch) => this.#requireVoices(batch),
          })),
    ]
  }

  #vectors(speaker: tf.Tensor, { shape: [rows = 0] }: tf.Tensor): tf.Tensor2D {
    const form = { kind: 'numbered', count: this.config.speakers } as const
    return speakerVectors(SUBJECT, speaker, { form, rows })
  }

  /** With what the generator adds, where there is one. */
  #decode(content: tf.Tensor, vectors: tf.Tensor2D, ctx: StepContext): tf.Tensor {
    const both = besideFrames(content as tf.Tensor3D, vectors)
    const made = this.#parts.networks.decoder.apply(both, still(ctx))
    return this.#second === undefined ? made : made.add(this.#second.networks.generator.apply(both, ctx))
  }

  /** A clip said again by its own speaker, without what the generator adds: that learns later. */
  #pass(
    batch: VoiceBatch,
    ctx: StepContext,
  ): { readonly content: tf.Tensor; readonly reconstruction: tf.Scalar } {
    this.#requireVoices(batch)
    const { x, speaker } = batch
    const { contentEncoder, decoder } = this.#parts.networks
    const content = contentEncoder.apply(x, ctx)
    const made = decoder.apply(besideFrames(content as tf.Tensor3D, this.#vectors(speaker, x)), ctx)
    return { content, reconstruction: l1(x, made) }
  }

  #listen(batch: VoiceBatch, ctx: StepContext): Objective {
    this.#requireVoices(batch)
    const { contentEncoder, classifier } = this.#parts.networks
    const content = stopGradient(contentEncoder.apply(batch.x, still(ctx)))
    const speaker = softmaxCrossEntropy(batch.speaker, classifier.apply(content, ctx))
    return { total: speaker, terms: { speaker } }
  }

  #confuse(batch: VoiceBatch, ctx: StepContext): Objective {
    const { adversary, adversaryWeight, ramp } = this.config
    const { classifier } = this.#parts.networks
    const { content, reconstruction } = this.#pass(batch, ctx)
    // Outside training the length is not known, and the weight is what it ends with.
    const risen = ctx.totalSteps === 0 ? 1 : Math.min(1, ctx.step / (ramp * ctx.totalSteps))
    const weight = adversaryWeight * risen
    if (adversary === 'gradient-reversal') {
      const speaker = softmaxCrossEntropy(
        batch.speaker,
        classifier.apply(reverseGradient(content, weight), ctx),
      )
      return { total: reconstruction.add(speaker).asScalar(), terms: { reconstruction, speaker } }
    }
    // The encoder has to do with the whole classifier: nothing is left out.
    const logits = classifier.apply(content, still(ctx))
    const speaker = softmaxCrossEntropy(batch.speaker, logits)
    const wanted = adversary === 'uniform' ? uniformCrossEntropy(logits) : speaker.neg()
    const total = reconstruction.add(wanted.mul(weight)).asScalar()
    return { total, terms: { reconstruction, speaker } }
  }

  #require(x: tf.Tensor, shape: Shape): void {
    requireLive(SUBJECT, this.#disposed)
    requireBatch(SUBJECT, x, shape)
  }

  #requireVoices(batch: VoiceBatch): void {
    requireLive(SUBJECT, this.#disposed)
    requireVoices(SUBJECT, batch, this.config.inputShape)
  }
}

/** For a network that a phase does not move: means of batches and the like must not move, either. */
function still(ctx: StepContext): StepContext {
  return { ...ctx, training: false }
}

/** Who plays when. A round of the game is so many steps of one and one of the other. */
function stagesOf(config: ResolvedAdversarialDisentanglerConfig): readonly Stage[] {
  const { schedule, adversary, classifierSteps, residual } = config
  const alone = adversary === 'gradient-reversal' ? classifierSteps - 1 : classifierSteps
  const stages: Stage[] = [
    { turns: { autoencoder: 1 }, until: { steps: schedule.autoencoder } },
    { turns: { classifier: 1 }, until: { steps: schedule.classifier } },
    {
      turns: alone === 0 ? { confusion: 1 } : { classifier: alone, confusion: 1 },
      until: { steps: schedule.confusion * (alone + 1) },
    },
  ]
  if (residual === undefined) return stages
  const { steps, criticSteps } = residual
  return [
    ...stages,
    { turns: { critic: criticSteps, generator: 1 }, until: { steps: steps * (criticSteps + 1) } },
  ]
}
