export type { ConditionalVAEConfig, ResolvedConditionalVAEConfig } from './config'
export { ConditionalVAE } from './model'
