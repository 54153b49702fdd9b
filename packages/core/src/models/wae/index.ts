export type { ResolvedWAEConfig, WAEConfig } from './config'
export { WAE } from './model'
