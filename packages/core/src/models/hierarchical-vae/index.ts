export type { HierarchicalVAEConfig, ResolvedHierarchicalVAEConfig } from './config'
export { HierarchicalVAE } from './model'
