export type { EmaQuantizerConfig, ResolvedEmaQuantizerConfig } from './config'
export { EmaQuantizer } from './quantizer'
export type { DeadCodeRestart, ResolvedRestart } from './restart-config'
