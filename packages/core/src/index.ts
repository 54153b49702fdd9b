export type { ReadOptions } from './checkpoint/checkpoint-file'
export { crc32 } from './checkpoint/crc32'
export { type CheckpointSummary, inspect } from './checkpoint/inspect'
export {
  type LoadNetworkOptions,
  type LoadOptions,
  load,
  loadNetwork,
  type ModelClass,
} from './checkpoint/load'
export { readTrainingState } from './checkpoint/read-training-state'
export { restoreWeights } from './checkpoint/restore-weights'
export { type SaveOptions, save } from './checkpoint/save'
export type { StoredTensor, TrainingState } from './checkpoint/training-state'
export { type ArrayColumn, fromArray, fromArrays } from './data/from-arrays'
export { fromTensor, fromTensors } from './data/from-tensor'
export { disposeBatch, fromRowSource, rowsIn } from './data/row-dataset'
export type { RowSource } from './data/row-source'
export { PCA, type PCAOptions, type PCAParts, type PCASolver } from './decomposition/pca'
export { principalAngles } from './decomposition/principal-angles'
export { detectDeadCodeUnits } from './diagnostics/detect-dead-code-units'
export { detectDeadFilters } from './diagnostics/detect-dead-filters'
export { detectFreeEnergyGap, type FreeEnergies } from './diagnostics/detect-free-energy-gap'
export { detectIdentityLeak, type NoiseResponse } from './diagnostics/detect-identity-leak'
export { detectMeanImage } from './diagnostics/detect-mean-image'
export { detectNonFinite, type StepLosses } from './diagnostics/detect-non-finite'
export { detectPosteriorCollapse } from './diagnostics/detect-posterior-collapse'
export { detectSaturatedUnits } from './diagnostics/detect-saturated-units'
export { detectTensorLeak, type TensorCounts } from './diagnostics/detect-tensor-leak'
export { detectZeroEncoderGradient } from './diagnostics/detect-zero-encoder-gradient'
export { type Diagnosable, type DiagnoseOptions, diagnose } from './diagnostics/diagnose'
export type {
  Diagnostic,
  DiagnosticKind,
  DiagnosticOf,
  DiagnosticValues,
} from './diagnostics/diagnostic'
export { type RbmHealth, type RbmHealthRows, rbmHealth } from './diagnostics/rbm-health'
export {
  type AttributePredictability,
  betaVaeScore,
  type DisentanglementCompleteness,
  disentanglementCompleteness,
  type FactorColumns,
  type FactorVaeScoreOptions,
  type FixedFactorOptions,
  type FixedFactorScore,
  factorVaeScore,
  type InformationGap,
  type InformationOptions,
  interventionalRobustness,
  type Modularity,
  modularity,
  mutualInformationGap,
  type Robustness,
  type RobustnessOptions,
  separatedAttributePredictability,
} from './disentanglement'
export { type TsneResult, tsne } from './embedding/tsne'
export type { TsneOptions, TsneProgress } from './embedding/tsne-options'
export { AeError, type AeErrorCode, type AeErrorDetails } from './errors/ae-error'
export {
  type NumberRange,
  requireChoice,
  requireKnownOptions,
  requireNumber,
  requirePositiveInteger,
  show,
} from './errors/require'
export type { Dataset, IterateOptions } from './interfaces/dataset'
export type { ImportanceRequest, ImportanceSampled } from './interfaces/importance-sampled'
export type { Disposable, LatentModel, Saveable } from './interfaces/model'
export type {
  Network,
  NetworkBuilder,
  NetworkLike,
  NetworkRequest,
  NetworkTopology,
} from './interfaces/network'
export type {
  AdamSpec,
  LearningRateSchedule,
  MomentumSchedule,
  OptimizerOptions,
  OptimizerSpec,
  ScheduleProgress,
  SgdSpec,
} from './interfaces/optimizer'
export type {
  EpochCount,
  NamedGradients,
  Objective,
  Phase,
  Stage,
  StageEnd,
  StepContext,
  StepCount,
  Trainable,
} from './interfaces/phase'
export type { Rng, RngState } from './interfaces/rng'
export type { Sampler } from './interfaces/sampler'
export type { Shape } from './interfaces/shape'
export { crossEntropyRows } from './kernels/cross-entropy-rows'
export { type GruSequenceOptions, type GruWeights, gruSequence } from './kernels/gru-sequence'
export { type KernelCall, type PlainKernel, runKernel } from './kernels/kernel'
export {
  type LstmSequence,
  type LstmSequenceOptions,
  type LstmState,
  type LstmWeights,
  lstmSequence,
} from './kernels/lstm-sequence'
export { nearestCode } from './kernels/nearest-code'
export type { GateActivation, StateActivation } from './kernels/recurrent-activation'
export { discriminatorLoss, generatorLoss, type Verdicts } from './losses/adversarial'
export { bernoulliNll } from './losses/bernoulli-nll'
export { type DiscretizedLogisticOptions, discretizedLogisticNll } from './losses/discretized-logistic-nll'
export { gaussianNll } from './losses/gaussian-nll'
export { type DiagonalGaussian, klBetweenGaussians } from './losses/kl-between-gaussians'
export { klDivergence, klPerDimension } from './losses/kl-divergence'
export { l1 } from './losses/l1'
export { type MmdKernel, type MmdOptions, maximumMeanDiscrepancy } from './losses/maximum-mean-discrepancy'
export { mse } from './losses/mse'
export { softmaxCrossEntropy } from './losses/softmax-cross-entropy'
export { sse } from './losses/sse'
export { sumFeaturesMeanBatch } from './losses/sum-features-mean-batch'
export { accuracy } from './metrics/accuracy'
export { type ActiveUnitsOptions, activeUnits } from './metrics/active-units'
export { type BootstrapOptions, bootstrapInterval, type Interval } from './metrics/bootstrap-interval'
export { clusterAccuracy } from './metrics/cluster-accuracy'
export { codeVariances } from './metrics/code-variances'
export { type ConfusionMatrixInput, confusionMatrix } from './metrics/confusion-matrix'
export { frechetDistance } from './metrics/frechet-distance'
export { type ImportanceWeightedOptions, importanceWeightedNll } from './metrics/importance-weighted-nll'
export { knnAccuracy, type NeighbourOptions } from './metrics/knn-accuracy'
export { normalizedMse } from './metrics/normalized-mse'
export { normalizedMutualInformation } from './metrics/normalized-mutual-information'
export { type PrecisionRecall, precisionRecall } from './metrics/precision-recall'
export { type ImageMetricOptions, psnr } from './metrics/psnr'
export { quantile } from './metrics/quantile'
export { sseOfMean } from './metrics/sse-of-mean'
export { ssim } from './metrics/ssim'
export { trustworthiness } from './metrics/trustworthiness'
export {
  AdversarialAutoencoder,
  type AdversarialAutoencoderConfig,
  type ResolvedAdversarialAutoencoderConfig,
} from './models/adversarial-autoencoder'
export { Autoencoder, type AutoencoderConfig, type ResolvedAutoencoderConfig } from './models/autoencoder'
export {
  BetaTCVAE,
  type BetaTCVAEConfig,
  type KlDecomposition,
  type KlDecompositionOptions,
  klDecomposition,
  type ResolvedBetaTCVAEConfig,
} from './models/beta-tc-vae'

export {
  ConditionalVAE,
  type ConditionalVAEConfig,
  type ResolvedConditionalVAEConfig,
} from './models/conditional-vae'

export {
  ContractiveAutoencoder,
  type ContractiveAutoencoderConfig,
  type ExactJacobian,
  type JacobianEstimate,
  type ResolvedContractiveAutoencoderConfig,
  type SampledJacobian,
} from './models/contractive-autoencoder'
export {
  DeepBelief,
  type DeepBeliefConfig,
  type ResolvedDeepBeliefConfig,
} from './models/deep-belief'
export {
  type Corruption,
  type CustomCorruption,
  corrupt,
  DenoisingAutoencoder,
  type DenoisingAutoencoderConfig,
  denoisingScore,
  type Emphasis,
  type GaussianCorruption,
  type MaskingCorruption,
  type ResolvedDenoisingAutoencoderConfig,
  type SaltAndPepperCorruption,
} from './models/denoising-autoencoder'
export {
  type CovariancePenalty,
  covariancePenalty,
  DIPVAE,
  type DIPVAEConfig,
  type ResolvedDIPVAEConfig,
} from './models/dip-vae'
export {
  FactorVAE,
  type FactorVAEConfig,
  permuteColumns,
  type ResolvedFactorVAEConfig,
} from './models/factor-vae'
export type { Posterior } from './models/gaussian-code'
export type { GaussianLatentConfig } from './models/gaussian-latent'
export type { StackClassifierOptions } from './models/greedy-layers'
export {
  HierarchicalVAE,
  type HierarchicalVAEConfig,
  type ResolvedHierarchicalVAEConfig,
} from './models/hierarchical-vae'
export { type InterpolateOptions, interpolate } from './models/interpolate'
export { IWAE, type IWAEConfig, importanceWeightedBound, type ResolvedIWAEConfig } from './models/iwae'
export { inferenceContext, requireBatch, requireLive, requireShape } from './models/live'
export { type NamedNetworks, networkTopologies, networkWeights } from './models/network-parts'
export type { PointLatentConfig } from './models/point-latent'
export { RAE, type RAEConfig, type ResolvedRAEConfig } from './models/rae'
export {
  type ContrastiveDivergence,
  type GibbsOptions,
  type NegativePhase,
  type PersistentContrastiveDivergence,
  RBM,
  type RBMConfig,
  type RBMParameters,
  type RbmUnits,
  type ResolvedRBMConfig,
} from './models/rbm'
export { reconstruct } from './models/reconstruct'
export type { OutputRange, Reconstruction, ReconstructionConfig } from './models/reconstruction'
export {
  type KlSparsity,
  type L1Sparsity,
  type ResolvedSparseAutoencoderConfig,
  type ResolvedSparsity,
  SparseAutoencoder,
  type SparseAutoencoderConfig,
  type Sparsity,
  type TopKSparsity,
} from './models/sparse-autoencoder'
export {
  type ResolvedStackedDenoisingConfig,
  StackedDenoisingAutoencoder,
  type StackedDenoisingConfig,
} from './models/stacked-denoising'
export { type TraverseOptions, traverse } from './models/traverse'
export {
  type BernoulliLikelihood,
  type DiscretizedLogisticLikelihood,
  type GaussianLikelihood,
  type KlCyclical,
  type KlSteerable,
  type KlSteering,
  type KlWarmUp,
  type KlWeight,
  klWeightAt,
  type Likelihood,
  type ResolvedVAEConfig,
  resolveKlWeight,
  VAE,
  type VAEConfig,
  type WarmUpRestart,
} from './models/vae'
export { type ResolvedVAEGANConfig, VAEGAN, type VAEGANConfig } from './models/vae-gan'
export { type ResolvedVampVAEConfig, VampVAE, type VampVAEConfig } from './models/vamp-vae'
export { type ResolvedWAEConfig, WAE, type WAEConfig } from './models/wae'
export { type NearestNeighbours, nearestNeighbours } from './neighbours/nearest-neighbours'
export { asNetwork } from './networks/as-network'
export { type CompiledDense, compileDense } from './networks/compile-dense'
export { type Conv1dOptions, conv1dDecoder, conv1dEncoder } from './networks/conv1d'
export { type Conv2dOptions, conv2dDecoder, conv2dEncoder } from './networks/conv2d'
export { gruDecoder, gruEncoder } from './networks/gru'
export { glorotUniform, heNormal, type Initializer, ones, orthogonal, zeros } from './networks/initializers'
export { layersNetwork } from './networks/layers-network'
export { lstmDecoder, lstmEncoder } from './networks/lstm'
export { type MlpOptions, mlp } from './networks/mlp'
export { NamedWeights, type WeightRequest } from './networks/named-weights'
export { type CopiedDenseLayer, readDenseLayers } from './networks/read-dense-layers'
export type { RecurrentOptions } from './networks/recurrent'
export { type NetworkReader, type RestoreOptions, restoreNetwork } from './networks/restore-network'
export { type Activation, seededNetwork } from './networks/sequential-network'
export { type AdaINParameters, adaIN, type InstanceNormOptions, instanceNorm } from './ops/instance-norm'
export { stopGradient, straightThrough } from './ops/straight-through'
export { withoutGradient } from './ops/without-gradient'
export {
  Classifier,
  type ClassifierConfig,
  type LabelledBatch,
  type ResolvedClassifierConfig,
} from './probes/classifier'
export { judgeSamples, type SampleVerdict } from './probes/judge-samples'
export {
  type EfficiencyMode,
  type EfficiencyPoint,
  type LabelCount,
  type LabelEfficiencyOptions,
  labelEfficiency,
} from './probes/label-efficiency'
export type { LabelledRows, ProbeData } from './probes/labelled-rows'
export {
  bestAttacker,
  type LabelledCodes,
  type ProbeKind,
  type ProbeOptions,
  type ProbeReport,
  trainProbe,
} from './probes/probe'
export {
  type ProbeEncoder,
  type ProbeMode,
  probe,
  type TransferOptions,
  type TransferReport,
} from './probes/transfer-probe'
export { repairTfjs } from './repairs/repair-tfjs'
export { createRng, restoreRng } from './rng/rng'
export {
  GaussianMixture,
  type GaussianMixtureOptions,
  type MixtureCovariance,
} from './samplers/gaussian-mixture'
export type { MixtureParts } from './samplers/mixture-steps'
export { normalSampler } from './samplers/normal-sampler'
export { type TwoStageOptions, TwoStageSampler } from './samplers/two-stage-sampler'
export { type AdamOptions, adam, adamW } from './train/adam'
export type { Callback, Run } from './train/callback'
export { type CheckpointOptions, checkpoint } from './train/callbacks/checkpoint'
export { type CollapseGuardOptions, collapseGuard } from './train/callbacks/collapse-guard'
export { type DiagnosticsOptions, diagnostics } from './train/callbacks/diagnostics'
export { type EarlyStoppingOptions, earlyStopping } from './train/callbacks/early-stopping'
export { type ProgressOptions, progress } from './train/callbacks/progress'
export { type RbmDiagnosticsOptions, rbmDiagnostics } from './train/callbacks/rbm-diagnostics'
export { terminateOnNaN } from './train/callbacks/terminate-on-nan'
export { type ContrastiveSgdOptions, contrastiveSgd } from './train/contrastive-sgd'
export { evaluate } from './train/evaluate'
export { fit } from './train/fit'
export type { DataLike, FitOptions } from './train/fit-options'
export type { EpochReport, History } from './train/history'
export {
  type CosineOptions,
  cosine,
  type StepDecayOptions,
  stepDecay,
  type WarmUpOptions,
  warmUp,
} from './train/schedules'
export { type SgdOptions, sgd } from './train/sgd'
export { train } from './train/train'
export type {
  DiagnosticEvent,
  EpochEvent,
  Losses,
  StepEvent,
  TrainEvent,
} from './train/train-event'
export type { TrainOptions } from './train/train-options'
export type { Training } from './train/training'
export { clipByGlobalNorm, globalNorm } from './train/variable-updater'
