import {
  AeError,
  type NetworkLike,
  requireChoice,
  requireKnownOptions,
  requireNumber,
  requirePositiveInteger,
  show,
} from '@ae/core'
import { requireClipShape, requireStrides } from '../../clip-shape'

/** How the encoder makes the classifier's life hard: see {@link AdversarialDisentanglerConfig.adversary}. */
export type Adversary = 'confuse' | 'gradient-reversal' | 'uniform'

/** How long each part of the training is. Units: steps. */
export interface AdversarialSchedule {
  /** Of the auto-encoder alone. The paper has 8000. Default 2000. */
  readonly autoencoder?: number
  /** Of the classifier, on codes of the encoder as it is then. The paper has 20000. Default 2000. */
  readonly classifier?: number
  /** Of the auto-encoder against the classifier, who takes `classifierSteps` for each. The paper has 80000. Default 4000. */
  readonly confusion?: number
}

/** The second stage: a generator that adds what an error of means leaves out, and a critic that misses it. */
export interface ResidualStage {
  /** Steps of the generator. The paper has 50000. Default 2000. */
  readonly steps?: number
  /** Steps of the critic for each of the generator. Default 5. */
  readonly criticSteps?: number
  /** Weight of keeping the critic's slope at 1. Default 10. */
  readonly penaltyWeight?: number
}

/** Configuration of an {@link AdversarialDisentangler}. */
export interface AdversarialDisentanglerConfig {
  /** Frames of a clip and numbers of a frame: `[48, 40]`. */
  readonly inputShape: readonly [frames: number, features: number]
  /** How many speakers there are, numbered from 0. */
  readonly speakers: number
  /** Numbers that say what is said, in each frame of the code. The paper has 512. Default 16. */
  readonly contentChannels?: number
  /** By how much each block shortens time; the product must divide the frames. The paper has [2, 2, 2]. Default [1, 2, 1, 2]. */
  readonly strides?: readonly number[]
  /** Channels of the layers. The paper has 512 and 1024. Default 64. */
  readonly channels?: number
  /** Kernels of the first layer, of 1, 2, 3 … frames. The paper has 7. Default 5. */
  readonly bankKernels?: number
  /** Channels of each of these. The paper has 128. Default 32. */
  readonly bankChannels?: number
  /**
   * What the encoder wants of the classifier. `confuse` is the paper's: that it errs, by as much as can be, which has no
   * bound. `uniform`: that it takes all speakers for equally likely, which has one, and is the calmer choice.
   * `gradient-reversal`: as `confuse`, but classifier and encoder step together, on one batch. Default `confuse`.
   */
  readonly adversary?: Adversary
  /** Weight of that beside the absolute error, α in the paper; 0 is the control, a plain auto-encoder. Default .01. */
  readonly adversaryWeight?: number
  /** Share of the `confusion` steps over which the weight rises from 0, in a straight line. (0, 1]. Default .625. */
  readonly ramp?: number
  /** Steps of the classifier for each of the auto-encoder. With `gradient-reversal`, the one that they take together counts. Default 5. */
  readonly classifierSteps?: number
  /** Share of the classifier's numbers that are left out where it learns, and only there. [0, 1). Default .3. */
  readonly classifierDropout?: number
  /** How long each part of the first stage is. */
  readonly schedule?: AdversarialSchedule
  /** The second stage. Default: none, which is as good for who is heard and what is said, and quicker. */
  readonly residual?: ResidualStage
  /** `[T, F]` → `[T / product of strides, contentChannels]`. Default: convolutions as in the paper. */
  readonly contentEncoder?: NetworkLike
  /** `[T / product of strides, contentChannels + speakers]`, one-hot speakers behind each frame → `[T, F]`. Default: convolutions as in the paper, each block with a table of speakers. */
  readonly decoder?: NetworkLike
  /** `[T / product of strides, contentChannels]` → `[speakers]`, logits. Default: convolutions, the last as long as the code. */
  readonly classifier?: NetworkLike
  /** Of the second stage, shaped as the decoder is. Default: as the decoder's. */
  readonly generator?: NetworkLike
  /** Where initial weights come from. Default 0. */
  readonly seed?: number
}

/** {@link AdversarialDisentanglerConfig} with every default filled in; networks are in the model. */
export interface ResolvedAdversarialDisentanglerConfig
  extends Required<
    Omit<
      AdversarialDisentanglerConfig,
      'contentEncoder' | 'decoder' | 'classifier' | 'generator' | 'schedule' | 'residual'
    >
  > {
  /** Complete. */
  readonly schedule: Required<AdversarialSchedule>
  /** Complete; absent where there is no second stage. */
  readonly residual?: Required<ResidualStage>
}

const SUBJECT = 'AdversarialDisentangler'

/**
 * Fills in and checks a configuration.
 *
 * @throws AeError `config`
 */
export function resolveAdversarialDisentanglerConfig(
  config: AdversarialDisentanglerConfig,
): ResolvedAdversarialDisentanglerConfig {
  requireKnownOptions(SUBJECT, config, [
    'inputShape',
    'speakers',
    'contentChannels',
    'strides',
    'channels',
    'bankKernels',
    'bankChannels',
    'adversary',
    'adversaryWeight',
    'ramp',
    'classifierSteps',
    'classifierDropout',
    'schedule',
    'residual',
    'contentEncoder',
    'decoder',
    'classifier',
    'generator',
    'seed',
  ])
  const { strides = [1, 2, 1, 2], residual } = config
  const inputShape = requireClipShape(SUBJECT, config.inputShape)
  const positive = (
    name: 'contentChannels' | 'channels' | 'bankKernels' | 'bankChannels' | 'classifierSteps',
    or: number,
  ) => requirePositiveInteger(SUBJECT, name, config[name] ?? or)
  if (residual === undefined && config.generator !== undefined) {
    throw new AeError(
      'config',
      `${SUBJECT}: \`generator\` is of the second stage. Received: no \`residual\`.`,
      {
        hint: 'residual: {} asks for that stage.',
      },
    )
  }
  return Object.freeze({
    inputShape,
    speakers: requireSpeakers(config.speakers),
    contentChannels: positive('contentChannels', 16),
    strides: requireStrides(SUBJECT, strides, inputShape),
    channels: positive('channels', 64),
    bankKernels: positive('bankKernels', 5),
    bankChannels: positive('bankChannels', 32),
    adversary: requireChoice(SUBJECT, 'adversary', config.adversary ?? 'confuse', [
      'confuse',
      'gradient-reversal',
      'uniform',
    ]),
    adversaryWeight: requireNumber(SUBJECT, 'adversaryWeight', config.adversaryWeight ?? 0.01, { min: 0 }),
    ramp: requireNumber(SUBJECT, 'ramp', config.ramp ?? 0.625, { above: 0, max: 1 }),
    classifierSteps: positive('classifierSteps', 5),
    classifierDropout: requireNumber(SUBJECT, 'classifierDropout', config.classifierDropout ?? 0.3, {
      min: 0,
      below: 1,
    }),
    schedule: resolveSchedule(config.schedule ?? {}),
    ...(residual === undefined ? {} : { residual: resolveResidual(residual) }),
    seed: requireNumber(SUBJECT, 'seed', config.seed ?? 0),
  })
}

/** Of one speaker, everything is content. */
function requireSpeakers(speakers: number): number {
  if (Number.isSafeInteger(speakers) && speakers >= 2) return speakers
  throw new AeError('config', `${SUBJECT}: \`speakers\` must be an integer ≥ 2. Received: ${show(speakers)}.`)
}

function resolveSchedule(schedule: AdversarialSchedule): Required<AdversarialSchedule> {
  const subject = `${SUBJECT}.schedule`
  requireKnownOptions(subject, schedule, ['autoencoder', 'classifier', 'confusion'])
  const { autoencoder = 2000, classifier = 2000, confusion = 4000 } = schedule
  return Object.freeze({
    autoencoder: requirePositiveInteger(subject, 'autoencoder', autoencoder),
    classifier: requirePositiveInteger(subject, 'classifier', classifier),
    confusion: requirePositiveInteger(subject, 'confusion', confusion),
  })
}

function resolveResidual(residual: ResidualStage): Required<ResidualStage> {
  const subject = `${SUBJECT}.residual`
  requireKnownOptions(subject, residual, ['steps', 'criticSteps', 'penaltyWeight'])
  const { steps = 2000, criticSteps = 5, penaltyWeight = 10 } = residual
  return Object.freeze({
    steps: requirePositiveInteger(subject, 'steps', steps),
    criticSteps: requirePositiveInteger(subject, 'criticSteps', criticSteps),
    penaltyWeight: requireNumber(subject, 'penaltyWeight', penaltyWeight, { above: 0 }),
  })
}
