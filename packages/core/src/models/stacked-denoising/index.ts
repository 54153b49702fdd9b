export type { ResolvedStackedDenoisingConfig, StackedDenoisingConfig } from './config'
export { StackedDenoisingAutoencoder } from './model'
