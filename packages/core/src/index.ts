export { detectDeadCodeUnits } from './diagnostics/detect-dead-code-units'
export { detectIdentityLeak, type NoiseResponse } from './diagnostics/detect-identity-leak'
export { detectMeanImage } from './diagnostics/detect-mean-image'
export { detectNonFinite, type StepLosses } from './diagnostics/detect-non-finite'
export { detectPosteriorCollapse } from './diagnostics/detect-posterior-collapse'
export { detectTensorLeak, type TensorCounts } from './diagnostics/detect-tensor-leak'
export { detectZeroEncoderGradient } from './diagnostics/detect-zero-encoder-gradient'
export { type Diagnosable, type DiagnoseOptions, diagnose } from './diagnostics/diagnose'
export type {
  Diagnostic,
  DiagnosticKind,
  DiagnosticOf,
  DiagnosticValues,
} from './diagnostics/diagnostic'
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
export { accuracy } from './metrics/accuracy'
export { type ActiveUnitsOptions, activeUnits } from './metrics/active-units'
export { type BootstrapOptions, bootstrapInterval, type Interval } from './metrics/bootstrap-interval'
export { codeVariances } from './metrics/code-variances'
export { type ConfusionMatrixInput, confusionMatrix } from './metrics/confusion-matrix'
export { normalizedMse } from './metrics/normalized-mse'
export { type ImageMetricOptions, psnr } from './metrics/psnr'
export { quantile } from './metrics/quantile'
export { sseOfMean } from './metrics/sse-of-mean'
export { ssim } from './metrics/ssim'
