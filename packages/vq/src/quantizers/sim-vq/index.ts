export type { ResolvedSimVQConfig, SimVQConfig } from './config'
export { SimVQ } from './quantizer'
