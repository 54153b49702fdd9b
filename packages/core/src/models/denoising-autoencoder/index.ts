export type { DenoisingAutoencoderConfig, ResolvedDenoisingAutoencoderConfig } from './config'
export {
  type Corruption,
  type CustomCorruption,
  corrupt,
  type GaussianCorruption,
  type MaskingCorruption,
  type SaltAndPepperCorruption,
} from './corruption'
export type { Emphasis } from './loss'
export { DenoisingAutoencoder } from './model'
export { denoisingScore } from './score'
