export type { CodebookConfig, CodebookStart } from './codebook/codebook-config'
export { freezeQuantizer } from './freeze-quantizer'
export type { CodeGradient } from './gradients/code-gradient'
export { rotateToCodes } from './gradients/rotate-to-codes'
export { straightThroughCodes } from './gradients/straight-through-codes'
export { codeDistance } from './losses/code-distance'
export type { QuantizeContext, Quantized, Quantizer } from './quantizer'
export {
  type DeadCodeRestart,
  EmaQuantizer,
  type EmaQuantizerConfig,
  type ResolvedEmaQuantizerConfig,
  type ResolvedRestart,
} from './quantizers/ema-quantizer'
export {
  type ResolvedVectorQuantizerConfig,
  VectorQuantizer,
  type VectorQuantizerConfig,
} from './quantizers/vector-quantizer'
export { type CodeRestart, type CodeUsage, codeUsage } from './usage/code-usage'
