export type { ResolvedSpeechUnitsConfig, SpeechUnitsConfig } from './config'
export { type JitterOptions, jitterCodes } from './jitter-codes'
export { type SpeechBatch, SpeechUnits } from './model'
