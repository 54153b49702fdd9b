export type { DIPVAEConfig, ResolvedDIPVAEConfig } from './config'
export { type CovariancePenalty, covariancePenalty } from './loss'
export { DIPVAE } from './model'
