export { type MaskedLMConfig, type ResolvedMaskedLMConfig } from './config'
export { MaskedLM, type MaskedLMScores } from './model'
