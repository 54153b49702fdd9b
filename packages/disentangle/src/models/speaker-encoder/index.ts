export type { ResolvedSpeakerEncoderConfig, SpeakerEncoderConfig } from './config'
export { type Ge2eInput, ge2eLoss } from './loss'
export { SpeakerEncoder } from './model'
