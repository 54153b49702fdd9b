export type { LookupFreeQuantizerConfig, ResolvedLookupFreeQuantizerConfig } from './config'
export { LookupFreeQuantizer } from './quantizer'
