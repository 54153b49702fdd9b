export type { DeepBeliefConfig, ResolvedDeepBeliefConfig } from './config'
export { DeepBelief, type StackClassifierOptions } from './model'
