export type { ResolvedVampVAEConfig, VampVAEConfig } from './config'
export { VampVAE } from './model'
