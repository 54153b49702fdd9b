export type { AutoencoderConfig } from './config'
export { Autoencoder } from './model'
