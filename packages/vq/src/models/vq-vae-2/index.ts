export type { ResolvedVQVAE2Config, VQVAE2Config } from './config'
export { type TwoLevelTokens, VQVAE2 } from './model'
