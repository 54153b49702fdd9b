import { type LabelledScores, requireLabelledScores, tiedRows } from './require-labelled-scores'

/**
 * Area under the ROC curve: how often an anomaly, drawn at random, has a higher score than a normal row; equal scores count
 * one half. .5 for scores that know nothing, whatever the share of anomalies.
 *
 * @returns in [0, 1]
 * @throws AeError `shape` unless there are as many labels as scores and both kinds of row, `data` if a score is not finite
 * @see Hanley & McNeil 1982, The Meaning and Use of the Area under a ROC Curve, Radiology 143
 * @example
 * auroc({ scores: [0.1, 0.4, 0.4, 0.9], labels: [0, 0, 1, 1] }) // .875
 */
export function auroc(rows: LabelledScores): number {
  const ranked = requireLabelledScores('auroc', rows)
  let above = 0
  let pairs = 0
  for (const { anomalies, normals } of tiedRows(rows, ranked)) {
    pairs += normals * (above + anomalies / 2)
    above += anomalies
  }
  return pairs / (ranked.anomalies * ranked.normals)
}
