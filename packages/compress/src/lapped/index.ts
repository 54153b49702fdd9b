export type { LappedAutoencoderConfig, ResolvedLappedAutoencoderConfig } from './config'
export { LappedAutoencoder } from './model'
