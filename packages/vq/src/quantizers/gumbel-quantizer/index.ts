export type { GumbelQuantizerConfig, ResolvedGumbelQuantizerConfig } from './config'
export { GumbelQuantizer } from './quantizer'
