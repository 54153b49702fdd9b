export type { VAEConfig } from './config'
export type { Cyclical, KlWeight, WarmUp } from './kl-weight'
export type {
  BernoulliLikelihood,
  DiscretizedLogisticLikelihood,
  GaussianLikelihood,
  Likelihood,
} from './likelihood'
export { type Posterior, VAE } from './model'
