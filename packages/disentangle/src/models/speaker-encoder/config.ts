import { type NetworkLike, requireKnownOptions, requireNumber, requirePositiveInteger } from '@ae/core'
import { requireClipShape, requireStrides } from '../../clip-shape'

/** Configuration of a {@link SpeakerEncoder}. */
export interface SpeakerEncoderConfig {
  /** Frames of a clip and numbers of a frame: `[48, 40]`. */
  readonly inputShape: readonly [frames: number, features: number]
  /** How many speakers it learns from, numbered from 0. The paper has thousands. */
  readonly speakers: number
  /** Numbers of a vector. The paper has 256. Default 32. */
  readonly size?: number
  /** By how much each block shortens time; the product must divide the frames. Default [2, 2]. */
  readonly strides?: readonly number[]
  /** Channels of the layers. Default 32. */
  readonly channels?: number
  /** Kernels of the first layer, of 1, 2, 3 … frames. Default 3. */
  readonly bankKernels?: number
  /** Channels of each of these. Default 16. */
  readonly bankChannels?: number
  /** `[T, F]` → `[size]`. Default: convolutions and a mean over time; the paper has recurrent layers, which take far more data. */
  readonly network?: NetworkLike
  /** Where initial weights come from. Default 0. */
  readonly seed?: number
}

/** {@link SpeakerEncoderConfig} with every default filled in; the network is in the model. */
export type ResolvedSpeakerEncoderConfig = Required<Omit<SpeakerEncoderConfig, 'network'>>

/**
 * Fills in and checks a configuration.
 *
 * @throws AeError `config`
 */
export function resolveSpeakerEncoderConfig(config: SpeakerEncoderConfig): ResolvedSpeakerEncoderConfig {
  const subject = 'SpeakerEncoder'
  requireKnownOptions(subject, config, [
    'inputShape',
    'speakers',
    'size',
    'strides',
    'channels',
    'bankKernels',
    'bankChannels',
    'network',
    'seed',
  ])
  const inputShape = requireClipShape(subject, config.inputShape)
  return Object.freeze({
    inputShape,
    speakers: requirePositiveInteger(subject, 'speakers', config.speakers),
    size: requirePositiveInteger(subject, 'size', config.size ?? 32),
    strides: requireStrides(subject, config.strides ?? [2, 2], inputShape),
    channels: requirePositiveInteger(subject, 'channels', config.channels ?? 32),
    bankKernels: requirePositiveInteger(subject, 'bankKernels', config.bankKernels ?? 3),
    bankChannels: requirePositiveInteger(subject, 'bankChannels', config.bankChannels ?? 16),
    seed: requireNumber(subject, 'seed', config.seed ?? 0),
  })
}
