export { asPyOD, type PyODConvention } from './conventions/as-pyod'
export { asScikitLearn, type ScikitLearnConvention } from './conventions/as-scikit-learn'
export {
  InputNormDetector,
  IsolationForestDetector,
  KNNDetector,
  MahalanobisDetector,
  PCADetector,
} from './detector/baselines'
export {
  type Contribution,
  type Detection,
  Detector,
  type DetectorParts,
  type Explanation,
} from './detector/detector'
export type { DetectorKind, DetectorOptions } from './detector/detector-kind'
export {
  AutoencoderDetector,
  DeepSVDDDetector,
  EnsembleDetector,
  RaPPDetector,
  VAEDetector,
} from './detector/learned'
export { type NormalExample, nearestNormal } from './detector/nearest-normal'
export {
  type OwnScorer,
  type OwnScorerData,
  readScorer,
  type Scorer,
  scorerDetector,
} from './detector/scorer-detector'
export { type LoadDetectorOptions, loadDetector } from './file/load-detector'
export { saveDetector } from './file/save-detector'
export { findLeaks, type Leak, type LeakRequest } from './leaks/find-leaks'
export { auroc } from './metrics/auroc'
export { averagePrecision } from './metrics/average-precision'
export { type DecisionQuality, judgeDecisions, type LabelledDecisions } from './metrics/judge-decisions'
export { precisionAt } from './metrics/precision-at'
export { recallAt } from './metrics/recall-at'
export type { LabelledScores } from './metrics/require-labelled-scores'
export type { AutoencoderDetectorOptions } from './scorers/autoencoder'
export type { NetworkDetectorOptions, ShapedNetworkOptions } from './scorers/code-networks'
export type { DeepSVDDDetectorOptions } from './scorers/deep-svdd'
export type { EnsembleDetectorOptions } from './scorers/ensemble'
export type { IsolationForestDetectorOptions } from './scorers/isolation-forest'
export type { MahalanobisDetectorOptions } from './scorers/mahalanobis'
export type { KNNDetectorOptions, NeighbourDistance } from './scorers/nearest-neighbour'
export type { PCADetectorOptions } from './scorers/pca-residual'
export type { RaPPDetectorOptions } from './scorers/rapp'
export type {
  RowScorer,
  ScorerData,
  ScorerRecipe,
  StoredArray,
  StoredScorer,
} from './scorers/row-scorer'
export type { VAEDetectorOptions } from './scorers/vae'
export { type MovingOptions, movingDeviations, movingZScores } from './series/moving-deviations'
export {
  type SeriesDetection,
  SeriesDetector,
  type SeriesDetectorOptions,
  type StepContribution,
} from './series/series-detector'
export { type WindowStreamOptions, windowStream } from './series/window-stream'
export { type Series, type WindowOptions, windowsOf } from './series/windows'
export {
  type CompileDetectorOptions,
  type CompiledDetector,
  type CompileNetwork,
  compileDetector,
  type PushedRow,
} from './stream/compile-detector'
export { type DetectedRow, type DetectStreamOptions, detectStream } from './stream/detect-stream'
export { type ScoreDrift, scoreDrift } from './stream/score-drift'
export { FrontEnd, type FrontEndOptions, type FrontEndParts, type Scaling } from './table/front-end'
export { type InferSchemaOptions, inferSchema } from './table/infer-schema'
export type { Cell, EncodedRows, NumberRows, Row, Rows } from './table/rows'
export {
  type CategoricalColumn,
  type Column,
  describeSchema,
  type NumericColumn,
  type OrderedColumn,
  type TableSchema,
} from './table/schema'
export type { Unit } from './table/units'
export { fitThreshold } from './thresholds/fit-threshold'
export type {
  AutoRule,
  ContaminationRule,
  CostRule,
  MedianDeviationRule,
  PeaksOverThresholdRule,
  QuantileRule,
  Threshold,
  ThresholdRule,
  UnlabelledRule,
} from './thresholds/threshold-rule'
