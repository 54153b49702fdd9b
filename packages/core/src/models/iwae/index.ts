export type { IWAEConfig, ResolvedIWAEConfig } from './config'
export { importanceWeightedBound } from './loss'
export { IWAE } from './model'
