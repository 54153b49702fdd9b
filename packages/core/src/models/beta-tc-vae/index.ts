export type { BetaTCVAEConfig, ResolvedBetaTCVAEConfig } from './config'
export { type KlDecomposition, type KlDecompositionOptions, klDecomposition } from './loss'
export { BetaTCVAE } from './model'
