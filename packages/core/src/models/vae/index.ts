export type { ResolvedVAEConfig, VAEConfig } from './config'
export type { KlSteerable, KlSteering, WarmUpRestart } from './kl-steering'
export { type KlCyclical, type KlWarmUp, type KlWeight, klWeightAt, resolveKlWeight } from './kl-weight'
export type {
  BernoulliLikelihood,
  DiscretizedLogisticLikelihood,
  GaussianLikelihood,
  Likelihood,
} from './likelihood'
export { VAE } from './model'
