export type { FiniteScalarQuantizerConfig, ResolvedFiniteScalarQuantizerConfig } from './config'
export { FiniteScalarQuantizer } from './quantizer'
