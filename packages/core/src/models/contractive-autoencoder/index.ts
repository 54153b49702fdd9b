export type {
  ContractiveAutoencoderConfig,
  ExactJacobian,
  JacobianEstimate,
  ResolvedContractiveAutoencoderConfig,
  SampledJacobian,
} from './config'
export { ContractiveAutoencoder } from './model'
