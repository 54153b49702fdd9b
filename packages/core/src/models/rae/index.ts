export type { RAEConfig, ResolvedRAEConfig } from './config'
export { RAE } from './model'
