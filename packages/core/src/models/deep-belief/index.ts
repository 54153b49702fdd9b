export type { DeepBeliefConfig, ResolvedDeepBeliefConfig } from './config'
export { DeepBelief } from './model'
