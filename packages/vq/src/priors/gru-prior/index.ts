export type { GRUPriorConfig, ResolvedGRUPriorConfig } from './config'
export { type DrawSequenceOptions, GRUPrior } from './model'
