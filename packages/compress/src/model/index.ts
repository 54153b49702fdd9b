export type { CompressiveAutoencoderConfig, ResolvedCompressiveAutoencoderConfig } from './config'
export { CompressiveAutoencoder } from './model'
