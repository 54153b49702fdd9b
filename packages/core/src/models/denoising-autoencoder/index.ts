export type { DenoisingAutoencoderConfig, ResolvedDenoisingAutoencoderConfig } from './config'
export {
  type Corruption,
  type CustomCorruption,
  corrupt,
  type GaussianCorruption,
  type MaskingCorruption,
  type SaltAndPepperCorruption,
} from './corruption'
export { DenoisingAutoencoder } from './model'
