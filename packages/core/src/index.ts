export { AeError, type AeErrorCode, type AeErrorDetails } from './errors/ae-error'
export { bernoulliNll } from './losses/bernoulli-nll'
export {
  type DiscretizedLogisticOptions,
  discretizedLogisticNll,
} from './losses/discretized-logistic-nll'
export { gaussianNll } from './losses/gaussian-nll'
export { type DiagonalGaussian, klBetweenGaussians } from './losses/kl-between-gaussians'
export { klDivergence, klPerDimension } from './losses/kl-divergence'
export { l1 } from './losses/l1'
export { mse } from './losses/mse'
export { sse } from './losses/sse'
export { sumFeaturesMeanBatch } from './losses/sum-features-mean-batch'
