export type { FrameFeatures } from './frame-features'
export type { LogMelOptions } from './mel/front-end'
export { type InvertLogMelOptions, invertLogMel } from './mel/invert-log-mel'
export { type LogMelChunksOptions, logMel, logMelChunks } from './mel/log-mel'
export { type MelBandOptions, melFilterBank } from './mel/mel-filter-bank'
export { type MfccOptions, mfcc } from './mel/mfcc'
export { type PitchOptions, type PitchTrack, pitch } from './pitch/pitch'
export { level } from './signal/level'
export { type LoudnessOptions, loudness } from './signal/loudness'
export { deEmphasis, preEmphasis } from './signal/pre-emphasis'
export { type ResampleOptions, resample, resampleChunks } from './signal/resample'
export { type TrimmedSound, type TrimSilenceOptions, trimSilence } from './signal/trim-silence'
export type { FrameOptions } from './spectrum/frame-options'
export {
  type GriffinLimOptions,
  griffinLim,
  type PhaseSearchOptions,
  spectralConvergence,
} from './spectrum/griffin-lim'
export { type IstftOptions, istft } from './spectrum/istft'
export { type ComplexSpectrogram, stft } from './spectrum/stft'
export { type EncodeWavOptions, encodeWav } from './wav/encode-wav'
export { parseWav } from './wav/parse-wav'
export type { SampleFormat } from './wav/sample-writer'
export type { Wav } from './wav/wav'
