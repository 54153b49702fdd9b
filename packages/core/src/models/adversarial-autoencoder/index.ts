export type { AdversarialAutoencoderConfig, ResolvedAdversarialAutoencoderConfig } from './config'
export { AdversarialAutoencoder } from './model'
