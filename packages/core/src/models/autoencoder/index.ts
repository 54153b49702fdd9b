export type { AutoencoderConfig, ResolvedAutoencoderConfig } from './config'
export { Autoencoder } from './model'
