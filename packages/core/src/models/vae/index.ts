export type { ResolvedVAEConfig, VAEConfig } from './config'
export type { KlCyclical, KlWarmUp, KlWeight } from './kl-weight'
export type {
  BernoulliLikelihood,
  DiscretizedLogisticLikelihood,
  GaussianLikelihood,
  Likelihood,
} from './likelihood'
export { VAE } from './model'
