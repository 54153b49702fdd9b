import {
  AeError,
  type KlWeight,
  type NetworkLike,
  requireChoice,
  requireKnownOptions,
  requireNumber,
  requirePositiveInteger,
  resolveKlWeight,
  show,
} from '@ae/core'
import { requireClipShape, requireStrides } from '../../clip-shape'
import type { SpeakerSource } from '../../ops/voices-of-others'

/** Configuration of an {@link AdaINDisentangler}. */
export interface AdaINDisentanglerConfig {
  /** Frames of a clip and numbers of a frame: `[48, 40]`. */
  readonly inputShape: readonly [frames: number, features: number]
  /** Numbers that say what is said, in each frame of the code. The fewer, the less of the speaker gets in. Default 16. */
  readonly contentChannels?: number
  /** Numbers that say who speaks. Default 32. */
  readonly speakerDim?: number
  /** By how much each block shortens time; the product must divide the frames, and leave 8 for statistics to mean something. Default [1, 2, 1, 2]. */
  readonly strides?: readonly number[]
  /** Channels of the layers. The paper has 128. Default 64. */
  readonly channels?: number
  /** Kernels of the first layer, of 1, 2, 3 … frames. The paper has 8. Default 5. */
  readonly bankKernels?: number
  /** Channels of each of these. The paper has 128. Default 32. */
  readonly bankChannels?: number
  /** Whether the content encoder normalises each channel over time, which is what keeps the speaker out. `false` is the control. Default true. */
  readonly instanceNorm?: boolean
  /**
   * Whose code of the speaker a clip is decoded with in training: that of one `other` clip of the speaker in the batch, the
   * mean of all `others`, or that of the `same` clip, which is the paper's form and needs no labels. Where a clip is a
   * single word, the word then travels in the speaker's code, and so it does for a clip whose speaker has no other in the batch:
   * with many speakers, take batches of several clips each. The term `alone` is their share. Default `others`.
   */
  readonly speakerFrom?: SpeakerSource
  /** Weight of the absolute error. Default 10. */
  readonly reconstructionWeight?: number
  /** Weight of the KL term, a mean over all numbers, or how it changes. Default: rises to 1 over the first tenth. */
  readonly beta?: KlWeight
  /** `[T, F]` → `[T / product of strides, 2 · contentChannels]`, means then log-variances. Default: convolutions as in the paper. */
  readonly contentEncoder?: NetworkLike
  /** `[T, F]` → `[speakerDim]`. Default: convolutions as in the paper. */
  readonly speakerEncoder?: NetworkLike
  /** `[T / product of strides, contentChannels + speakerDim]`, the speaker behind each frame → `[T, F]`. Default: convolutions as in the paper. */
  readonly decoder?: NetworkLike
  /** Where initial weights come from. Default 0. */
  readonly seed?: number
}

/** {@link AdaINDisentanglerConfig} with every default filled in; networks are in the model. */
export type ResolvedAdaINDisentanglerConfig = Required<
  Omit<AdaINDisentanglerConfig, 'contentEncoder' | 'speakerEncoder' | 'decoder'>
>

const SUBJECT = 'AdaINDisentangler'

/**
 * Fills in and checks a configuration.
 *
 * @throws AeError `config`
 */
export function resolveAdaINDisentanglerConfig(
  config: AdaINDisentanglerConfig,
): ResolvedAdaINDisentanglerConfig {
  requireKnownOptions(SUBJECT, config, [
    'inputShape',
    'contentChannels',
    'speakerDim',
    'strides',
    'channels',
    'bankKernels',
    'bankChannels',
    'instanceNorm',
    'speakerFrom',
    'reconstructionWeight',
    'beta',
    'contentEncoder',
    'speakerEncoder',
    'decoder',
    'seed',
  ])
  const { strides = [1, 2, 1, 2], instanceNorm = true } = config
  const inputShape = requireClipShape(SUBJECT, config.inputShape)
  if (typeof instanceNorm !== 'boolean') {
    throw new AeError(
      'config',
      `${SUBJECT}: \`instanceNorm\` must be true or false. Received: ${show(instanceNorm)}.`,
    )
  }
  const positive = (
    name: 'contentChannels' | 'speakerDim' | 'channels' | 'bankKernels' | 'bankChannels',
    or: number,
  ) => requirePositiveInteger(SUBJECT, name, config[name] ?? or)
  return Object.freeze({
    inputShape,
    contentChannels: positive('contentChannels', 16),
    speakerDim: positive('speakerDim', 32),
    strides: requireStrides(SUBJECT, strides, inputShape),
    channels: positive('channels', 64),
    bankKernels: positive('bankKernels', 5),
    bankChannels: positive('bankChannels', 32),
    instanceNorm,
    speakerFrom: requireChoice(SUBJECT, 'speakerFrom', config.speakerFrom ?? 'others', [
      'other',
      'others',
      'same',
    ]),
    reconstructionWeight: requireNumber(SUBJECT, 'reconstructionWeight', config.reconstructionWeight ?? 10, {
      above: 0,
    }),
    beta: resolveKlWeight(SUBJECT, config.beta ?? { kind: 'warmUp', fraction: 0.1 }),
    seed: requireNumber(SUBJECT, 'seed', config.seed ?? 0),
  })
}
