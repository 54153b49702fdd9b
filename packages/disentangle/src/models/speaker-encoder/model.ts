import {
  AeError,
  type Disposable,
  inferenceContext,
  type Network,
  type NetworkTopology,
  type Phase,
  requireBatch,
  requireLive,
  type Saveable,
  show,
  type Trainable,
} from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { GivenNetworks } from '../../given-networks'
import { speakerEncoder } from '../../networks/voice-networks'
import { requireVoices, type VoiceBatch } from '../../voice-batch'
import {
  type ResolvedSpeakerEncoderConfig,
  resolveSpeakerEncoderConfig,
  type SpeakerEncoderConfig,
} from './config'
import { ge2eLoss, unit } from './loss'

const SUBJECT = 'SpeakerEncoder'
/** Of cosines; the paper's. Learnt, as its logarithm, so that it stays above 0. */
const SCALE = 10

/**
 * Who speaks, as a vector of length 1: clips of a speaker lie close together, and apart from those of others, also where the
 * speaker was never heard in training. What `AutoVC` is told with `speakers: { kind: 'embedded', size }`.
 *
 * ```
 * x ──► network ──► e / ‖e‖
 * [B, T, F]         [B, size]
 *   minimise  GE2E: cross-entropy of softmax_k (w · cos(e, mean vector of speaker k in the batch))
 * ```
 *
 * Batches need two clips or more of most of their speakers: with a few speakers any batch of 32 has them.
 *
 * @see Wan et al. 2018, Generalized End-to-End Loss for Speaker Verification, arXiv:1710.10467
 * @example
 * const encoder = new SpeakerEncoder({ inputShape: [48, 40], speakers: 6 })
 * await fit(encoder, fromTensors({ x: clips, speaker: speakers }), { steps: 500, batchSize: 48 })
 * const table = encoder.voices({ x: clips, speaker: speakers }) // [6, 32], a row for each speaker
 * const voice = encoder.voice(clipsOfTarget) // [1, 32]
 */
export class SpeakerEncoder implements Trainable<VoiceBatch>, Saveable, Disposable {
  /** The tag of its checkpoints. */
  static readonly kind = 'speaker-encoder'
  readonly kind: string = SpeakerEncoder.kind
  readonly config: ResolvedSpeakerEncoderConfig
  readonly phases: readonly [Phase<VoiceBatch>]
  readonly #parts: GivenNetworks<'network'>
  readonly #network: Network
  readonly #logScale: tf.Variable
  #disposed = false

  /** @throws AeError `config` on a bad option, `shape` if the network does not fit */
  constructor(config: SpeakerEncoderConfig) {
    this.config = resolveSpeakerEncoderConfig(config)
    const { inputShape, size, speakers, seed } = this.config
    this.#parts = new GivenNetworks(SUBJECT, seed, {
      network: { given: config.network, own: speakerEncoder(this.config), inputShape, outputShape: [size] },
    })
    this.#network = this.#parts.networks.network
    this.#logScale = tf.tidy(() => tf.variable(tf.scalar(Math.log(SCALE))))
    this.phases = [
      {
        name: 'speaker-encoder',
        variables: [...this.#parts.variables, this.#logScale],
        objective: (batch, ctx) => {
          requireLive(SUBJECT, this.#disposed)
          requireVoices(SUBJECT, batch, inputShape)
          const vectors = this.#network.apply(batch.x, ctx)
          const scale = this.#logScale.exp().asScalar()
          const ge2e = ge2eLoss({ vectors, speaker: batch.speaker, speakers, scale })
          return { total: ge2e, terms: { ge2e } }
        },
      },
    ]
  }

  /** Who speaks in each clip: `[B, T, F]` → `[B, size]`, rows of length 1. Borrows `x`; the result is the caller's. */
  encode(x: tf.Tensor): tf.Tensor2D {
    requireLive(SUBJECT, this.#disposed)
    requireBatch(SUBJECT, x, this.config.inputShape)
    return tf.tidy(() => unit(this.#network.apply(x, inferenceContext())))
  }

  /** The voice that clips have in common, the mean of their vectors: `[B, T, F]` → `[1, size]`, of length 1. Borrows `x`; the result is the caller's. */
  voice(x: tf.Tensor): tf.Tensor2D {
    return tf.tidy(() => unit(this.encode(x).mean(0, true)))
  }

  /**
   * The voice of each speaker, the mean vector of the clips: `[speakers, size]`, of length 1, the caller's; 0 for speakers without a clip.
   * Borrows both.
   *
   * @throws AeError `shape` unless there is a number for each clip
   */
  voices({ x, speaker }: VoiceBatch): tf.Tensor2D {
    if (speaker.rank !== 1 || speaker.shape[0] !== x.shape[0]) {
      throw new AeError(
        'shape',
        `${SUBJECT}: expected the number of a speaker for each clip, [${x.shape[0]}]. Received: ${show(speaker.shape)}.`,
      )
    }
    return tf.tidy(() => {
      const member = tf.oneHot(speaker.toInt(), this.config.speakers).toFloat() as tf.Tensor2D
      return unit(tf.matMul(member, this.encode(x), true))
    })
  }

  weights(): Readonly<Record<string, tf.Variable>> {
    return { ...this.#parts.weights(), logScale: this.#logScale }
  }

  topologies(): Readonly<Record<string, NetworkTopology>> {
    return this.#parts.topologies()
  }

  dispose(): void {
    if (this.#disposed) return
    this.#disposed = true
    this.#parts.dispose()
    this.#logScale.dispose()
  }
}
