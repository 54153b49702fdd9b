import {
  AeError,
  type NetworkLike,
  requireChoice,
  requireKnownOptions,
  requireNumber,
  requirePositiveInteger,
  requireShape,
  type Shape,
  show,
} from '@ae/core'
import type { QuantizerSpec } from '../../composite/create-basic-quantizer'
import type { Quantizer } from '../../quantizer'

/** Configuration of a {@link SpeechUnits}. */
export interface SpeechUnitsConfig {
  /** Frames of a row and numbers in a frame, `[T, F]`; T even. Shorter rows are padded, and masked. */
  readonly inputShape: Shape
  /** S: how many speakers there are; rows name theirs by 0 … S − 1. */
  readonly speakers: number
  /** What makes units of vectors; the model owns it from here on. */
  readonly quantizer: Quantizer | QuantizerSpec
  /**
   * p: that a code is replaced by a neighbour in training, half of it by the one before and half by the one after. In
   * [0, 1]. Default .12.
   */
  readonly jitter?: number
  /**
   * What is done to vectors before they become units: `instance` takes mean and variance over time from each number of
   * each row, and with them much of who speaks. Default `none`.
   */
  readonly normalization?: 'none' | 'instance'
  /** Numbers that stand for a speaker. Default 16. */
  readonly speakerDim?: number
  /** `[T, F]` → `[T / 2, D]`, D the quantizer's `codeDim`. Default `speechUnitEncoder()`. */
  readonly encoder?: NetworkLike
  /** `[S]`, one-hot → `[speakerDim]`. Default: a vector a speaker. */
  readonly speakerEncoder?: NetworkLike
  /** `[T / 2, D + speakerDim]` → `[T, F]`. Default `speechUnitDecoder()`. */
  readonly decoder?: NetworkLike
  /** Where initial weights come from. Default 0. */
  readonly seed?: number
}

/** The options that are networks. */
const NETWORKS = ['encoder', 'speakerEncoder', 'decoder'] as const

/** {@link SpeechUnitsConfig} with every default filled in; networks are in the model, and the quantizer is described. */
export interface ResolvedSpeechUnitsConfig
  extends Required<Omit<SpeechUnitsConfig, 'quantizer' | (typeof NETWORKS)[number]>> {
  /** Kind and configuration. */
  readonly quantizer: QuantizerSpec
}

/**
 * Fills in and checks a configuration, all but the quantizer.
 *
 * @throws AeError `config`
 */
export function resolveSpeechUnitsConfig(
  config: SpeechUnitsConfig,
): Omit<ResolvedSpeechUnitsConfig, 'quantizer'> {
  const subject = 'SpeechUnits'
  const own = [
    'inputShape',
    'speakers',
    'quantizer',
    'jitter',
    'normalization',
    'speakerDim',
    'seed',
  ] as const
  requireKnownOptions(subject, config, [...own, ...NETWORKS])
  const inputShape = requireShape(subject, 'inputShape', config.inputShape)
  if (inputShape.length !== 2 || (inputShape[0] ?? 0) % 2 !== 0) {
    throw new AeError(
      'config',
      `${subject}: \`inputShape\` must be [T, F] with an even T. Received: ${show(inputShape)}.`,
      { hint: 'pad rows with a frame, and mask it.' },
    )
  }
  const ways = ['none', 'instance'] as const
  return {
    inputShape,
    speakers: requirePositiveInteger(subject, 'speakers', config.speakers),
    jitter: requireNumber(subject, 'jitter', config.jitter ?? 0.12, { min: 0, max: 1 }),
    normalization: requireChoice(subject, 'normalization', config.normalization ?? 'none', ways),
    speakerDim: requirePositiveInteger(subject, 'speakerDim', config.speakerDim ?? 16),
    seed: requireNumber(subject, 'seed', config.seed ?? 0),
  }
}
