export { auroc } from './metrics/auroc'
export { averagePrecision } from './metrics/average-precision'
export { precisionAt } from './metrics/precision-at'
export type { LabelledScores } from './metrics/require-labelled-scores'
