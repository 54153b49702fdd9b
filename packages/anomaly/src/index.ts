export { auroc } from './metrics/auroc'
export { averagePrecision } from './metrics/average-precision'
export { precisionAt } from './metrics/precision-at'
export type { LabelledScores } from './metrics/require-labelled-scores'
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
