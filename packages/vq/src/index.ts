export type { Annealed, Annealing } from './anneal'
export type {
  CodebookConfig,
  CodebookStart,
  CodeSimilarity,
  ResolvedCodebookConfig,
} from './codebook/codebook-config'
export { type SinkhornOptions, type SinkhornRequest, sinkhornCodes } from './codebook/sinkhorn-codes'
export type { QuantizerLike, QuantizerSpec } from './composite/create-basic-quantizer'
export type {
  QuantizerParts,
  ResolvedParts,
  ResolvedSharedQuantizer,
  SharedQuantizer,
} from './composite/parts'
export {
  type CodebookDiagnosticsOptions,
  codebookDiagnostics,
  type EpochUsage,
} from './diagnostics/codebook-diagnostics'
export { detectCodebookCollapse } from './diagnostics/detect-codebook-collapse'
export { detectRestartStorm, detectRestarts } from './diagnostics/detect-restarts'
export type { DiagnosticValues } from './diagnostics/diagnostic-values'
export { freezeQuantizer } from './freeze-quantizer'
export type { CodeGradient } from './gradients/code-gradient'
export { rotateToCodes } from './gradients/rotate-to-codes'
export { straightThroughCodes } from './gradients/straight-through-codes'
export { codeDistance } from './losses/code-distance'
export { pairedInformation } from './losses/paired-information'
export type { CodedRowsConfig } from './models/coded-rows'
export {
  type ClassInvariance,
  OneHotAutoencoder,
  type OneHotAutoencoderConfig,
  type ResolvedOneHotAutoencoderConfig,
} from './models/one-hot-autoencoder'
export {
  type JitterOptions,
  jitterCodes,
  type ResolvedSpeechUnitsConfig,
  type SpeechBatch,
  SpeechUnits,
  type SpeechUnitsConfig,
} from './models/speech-units'
export { type ResolvedVQVAEConfig, VQVAE, type VQVAEConfig } from './models/vq-vae'
export {
  type ResolvedVQVAE2Config,
  type TwoLevelTokens,
  VQVAE2,
  type VQVAE2Config,
} from './models/vq-vae-2'
export { type CodeMapOptions, codeMapDecoder, codeMapEncoder } from './networks/code-map'
export {
  type SpeechUnitNetworkOptions,
  speechUnitDecoder,
  speechUnitEncoder,
} from './networks/speech-units'
export type { CodeBatch } from './priors/code-batch'
export type { DrawOptions } from './priors/draw-codes'
export {
  type DrawSequenceOptions,
  GRUPrior,
  type GRUPriorConfig,
  type ResolvedGRUPriorConfig,
} from './priors/gru-prior'
export { PixelCNN, type PixelCNNConfig, type ResolvedPixelCNNConfig } from './priors/pixel-cnn'
export type { QuantizeContext, Quantized, Quantizer } from './quantizer'
export {
  BinaryQuantizer,
  type BinaryQuantizerConfig,
  type ResolvedBinaryQuantizerConfig,
} from './quantizers/binary-quantizer'
export {
  type DeadCodeRestart,
  EmaQuantizer,
  type EmaQuantizerConfig,
  type ResolvedEmaQuantizerConfig,
  type ResolvedRestart,
} from './quantizers/ema-quantizer'
export {
  FiniteScalarQuantizer,
  type FiniteScalarQuantizerConfig,
  type ResolvedFiniteScalarQuantizerConfig,
} from './quantizers/finite-scalar-quantizer'
export {
  GroupedQuantizer,
  type GroupedQuantizerConfig,
  type ResolvedGroupedQuantizerConfig,
} from './quantizers/grouped-quantizer'
export {
  GumbelQuantizer,
  type GumbelQuantizerConfig,
  type ResolvedGumbelQuantizerConfig,
} from './quantizers/gumbel-quantizer'
export {
  LookupFreeQuantizer,
  type LookupFreeQuantizerConfig,
  type ResolvedLookupFreeQuantizerConfig,
} from './quantizers/lookup-free-quantizer'
export {
  type BeamSearchOptions,
  beamSearch,
  type LevelDropout,
  ResidualQuantizer,
  type ResidualQuantizerConfig,
  type ResolvedResidualQuantizerConfig,
} from './quantizers/residual-quantizer'
export { type ResolvedSimVQConfig, SimVQ, type SimVQConfig } from './quantizers/sim-vq'
export {
  type ResolvedVectorQuantizerConfig,
  VectorQuantizer,
  type VectorQuantizerConfig,
} from './quantizers/vector-quantizer'
export { type HammingOptions, hammingNearest } from './retrieval/hamming-nearest'
export { tokenRows, tokenTensor } from './tokens/token-rows'
export { type CodeRestart, type CodeUsage, codeUsage } from './usage/code-usage'
