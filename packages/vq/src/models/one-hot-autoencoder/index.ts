export type { ClassInvariance, OneHotAutoencoderConfig, ResolvedOneHotAutoencoderConfig } from './config'
export { OneHotAutoencoder } from './model'
