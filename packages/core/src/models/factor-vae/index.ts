export type { FactorVAEConfig, ResolvedFactorVAEConfig } from './config'
export { permuteColumns } from './loss'
export { FactorVAE } from './model'
