export type { GroupedQuantizerConfig, ResolvedGroupedQuantizerConfig } from './config'
export { GroupedQuantizer } from './quantizer'
