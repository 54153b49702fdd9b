export type { PixelCNNConfig, ResolvedPixelCNNConfig } from './config'
export { PixelCNN } from './model'
