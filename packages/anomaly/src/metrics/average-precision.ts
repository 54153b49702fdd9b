import { type LabelledScores, requireLabelledScores, tiedRows } from './require-labelled-scores'

/**
 * Average precision: the precision at each threshold, weighted by how much recall it adds, without interpolation. Rows of one
 * score are flagged together. What scores that know nothing get is the share of anomalies, so it says more than `auroc` where
 * anomalies are rare.
 *
 * @returns in (0, 1]
 * @throws AeError `shape` unless there are as many labels as scores and both kinds of row, `data` if a score is not finite
 * @see Davis & Goadrich 2006, The Relationship Between Precision-Recall and ROC Curves, ICML
 * @example
 * averagePrecision({ scores: [0.1, 0.4, 0.35, 0.8], labels: [0, 0, 1, 1] }) // .833
 */
export function averagePrecision(rows: LabelledScores): number {
  const ranked = requireLabelledScores('averagePrecision', rows)
  let flagged = 0
  let found = 0
  let sum = 0
  for (const { anomalies, normals } of tiedRows(rows, ranked)) {
    flagged += anomalies + normals
    found += anomalies
    sum += (anomalies * found) / flagged
  }
  return sum / ranked.anomalies
}
