export { type EncodeWavOptions, encodeWav } from './encode-wav'
export { parseWav } from './parse-wav'
export type { Wav } from './wav'
