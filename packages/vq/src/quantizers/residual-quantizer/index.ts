export { type BeamSearchOptions, beamSearch } from './beam-search'
export type { LevelDropout, ResidualQuantizerConfig, ResolvedResidualQuantizerConfig } from './config'
export { ResidualQuantizer } from './quantizer'
