export type { ResolvedVAEGANConfig, VAEGANConfig } from './config'
export { VAEGAN } from './model'
