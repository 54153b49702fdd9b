export type { ResolvedVQVAEConfig, VQVAEConfig } from './config'
export { VQVAE } from './model'
