export type { BinaryQuantizerConfig, ResolvedBinaryQuantizerConfig } from './config'
export { BinaryQuantizer } from './quantizer'
