export { type ConvertRecordingOptions, convertRecording } from './conversion/convert-recording'
export type { Disentangler } from './disentangler'
export { type Attack, type AttackOptions, attackCodes } from './evaluation/attack-codes'
export {
  type ConversionJudges,
  type ConversionRates,
  type Conversions,
  conversionRates,
} from './evaluation/conversion-rates'
export { type Alignment, dynamicTimeWarping } from './evaluation/dynamic-time-warping'
export { type F0Error, type F0ErrorOptions, f0Error } from './evaluation/f0-error'
export { type VoiceJudgeOptions, voiceJudgeNetwork } from './evaluation/judge-network'
export {
  type MelCepstralDistortionOptions,
  melCepstralDistortion,
} from './evaluation/mel-cepstral-distortion'
export {
  type SpeakerStatistics,
  type StatisticsSwap,
  speakerStatistics,
  swapStatistics,
} from './evaluation/speaker-statistics'
export {
  globalVariance,
  globalVarianceRatios,
  type L1RatioInput,
  l1Ratio,
} from './evaluation/spectrum-ratios'
export {
  AdaINDisentangler,
  type AdaINDisentanglerConfig,
  type ResolvedAdaINDisentanglerConfig,
} from './models/adain-disentangler'
export {
  AdversarialDisentangler,
  type AdversarialDisentanglerConfig,
  type AdversarialSchedule,
  type Adversary,
  type ResidualStage,
  type ResolvedAdversarialDisentanglerConfig,
} from './models/adversarial-disentangler'
export {
  AutoVC,
  type AutoVCConfig,
  type BottleneckChoice,
  type BottleneckPoint,
  type BottleneckWidth,
  type ChooseBottleneckOptions,
  chooseBottleneck,
  type NumberedVoices,
  type ResolvedAutoVCConfig,
} from './models/auto-vc'
export {
  type Ge2eInput,
  ge2eLoss,
  type ResolvedSpeakerEncoderConfig,
  SpeakerEncoder,
  type SpeakerEncoderConfig,
} from './models/speaker-encoder'
export type { SpeakerSource } from './ops/voices-of-others'
export type { EmbeddedSpeakers, NumberedSpeakers, SpeakerForm } from './speaker-form'
export type { VoiceBatch } from './voice-batch'
