export type { ResolvedVectorQuantizerConfig, VectorQuantizerConfig } from './config'
export { VectorQuantizer } from './quantizer'
