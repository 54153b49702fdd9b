import {
  AeError,
  type NetworkLike,
  requireChoice,
  requireKnownOptions,
  requireNumber,
  requirePositiveInteger,
  show,
} from '@ae/core'
import { requireClipShape } from '../../clip-shape'
import type { SpeakerForm } from '../../speaker-form'

/** Configuration of an {@link AutoVC}. */
export interface AutoVCConfig {
  /** Frames of a clip and numbers of a frame: `[48, 40]`. */
  readonly inputShape: readonly [frames: number, features: number]
  /** How it is told who speaks. */
  readonly speakers: SpeakerForm
  /** Numbers of the code in each direction of time, at each place: a place holds twice as many. The narrower, the less of the speaker gets through. Default 2. */
  readonly neck?: number
  /** Frames from one place of the code to the next; clips are padded to a multiple of it. Default 8. */
  readonly every?: number
  /** Channels of the convolutions. The paper has 512. Default 64. */
  readonly channels?: number
  /** Units of the decoder's recurrent layers. The paper has 512 and 1024. Default 64. */
  readonly units?: number
  /** Convolutions behind the decoder that add detail; 0 for none. The paper has 5. Default 0, which small data is better off with. */
  readonly postnet?: number
  /** What the error is: `squared` in the paper; `absolute` keeps edges on small data. Default `squared`. */
  readonly error?: 'squared' | 'absolute'
  /** Weight of the distance between the code of what was made and the code it was made of, λ in the paper. Default 1. */
  readonly contentWeight?: number
  /** `[T, F + speaker]`, the speaker behind each frame, `T` padded to a multiple → `[T / every, 2 · neck]`. Default: convolutions and a recurrent layer that goes both ways. */
  readonly contentEncoder?: NetworkLike
  /** `[T, 2 · neck + speaker]`, the code repeated → `[T, F]`. Default: recurrent layers round convolutions. */
  readonly decoder?: NetworkLike
  /** Where initial weights come from. Default 0. */
  readonly seed?: number
}

/** {@link AutoVCConfig} with every default filled in; networks are in the model. */
export type ResolvedAutoVCConfig = Required<Omit<AutoVCConfig, 'contentEncoder' | 'decoder'>>

/**
 * Fills in and checks a configuration.
 *
 * @throws AeError `config`
 */
export function resolveAutoVCConfig(config: AutoVCConfig): ResolvedAutoVCConfig {
  const subject = 'AutoVC'
  requireKnownOptions(subject, config, [
    'inputShape',
    'speakers',
    'neck',
    'every',
    'channels',
    'units',
    'postnet',
    'error',
    'contentWeight',
    'contentEncoder',
    'decoder',
    'seed',
  ])
  const inputShape = requireClipShape(subject, config.inputShape)
  const postnet = config.postnet ?? 0
  if (!Number.isSafeInteger(postnet) || postnet < 0) {
    throw new AeError('config', `${subject}: \`postnet\` must be an integer ≥ 0. Received: ${show(postnet)}.`)
  }
  return Object.freeze({
    inputShape,
    speakers: resolveSpeakers(subject, config.speakers),
    neck: requirePositiveInteger(subject, 'neck', config.neck ?? 2),
    every: requirePositiveInteger(subject, 'every', config.every ?? 8),
    channels: requirePositiveInteger(subject, 'channels', config.channels ?? 64),
    units: requirePositiveInteger(subject, 'units', config.units ?? 64),
    postnet,
    error: requireChoice(subject, 'error', config.error ?? 'squared', ['squared', 'absolute']),
    contentWeight: requireNumber(subject, 'contentWeight', config.contentWeight ?? 1, { min: 0 }),
    seed: requireNumber(subject, 'seed', config.seed ?? 0),
  })
}

function resolveSpeakers(subject: string, speakers: SpeakerForm): SpeakerForm {
  if (typeof speakers !== 'object' || speakers === null) {
    throw new AeError(
      'config',
      `${subject}: \`speakers\` must say how speakers are told. Received: ${show(speakers)}.`,
      { hint: "{ kind: 'numbered', count: 6 }, or { kind: 'embedded', size: 256 }." },
    )
  }
  requireChoice(subject, 'speakers.kind', speakers.kind, ['numbered', 'embedded'])
  const [key, value] = speakers.kind === 'numbered' ? ['count', speakers.count] : ['size', speakers.size]
  requireKnownOptions(`${subject}.speakers`, speakers, ['kind', key])
  requirePositiveInteger(subject, `speakers.${key}`, value)
  return Object.freeze({ ...speakers })
}
