export type { AdaINDisentanglerConfig, ResolvedAdaINDisentanglerConfig } from './config'
export { AdaINDisentangler } from './model'
