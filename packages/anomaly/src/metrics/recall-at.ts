import { requireNumber } from '@ae/core'
import { type LabelledScores, requireLabelledScores, tiedRows } from './require-labelled-scores'

/**
 * Share of the anomalies found when at most a share of the normal rows is flagged. Rows of one score are flagged together, or not
 * at all.
 *
 * @param falseAlarms share of normal rows that may be flagged, in [0, 1]
 * @returns in [0, 1]
 * @throws AeError `config` for a rate out of range, else as `auroc`
 * @example
 * recallAt({ scores: [0.1, 0.4, 0.35, 0.8], labels: [0, 0, 1, 1] }, 0) // .5
 */
export function recallAt(rows: LabelledScores, falseAlarms: number): number {
  requireNumber('recallAt', 'falseAlarms', falseAlarms, { min: 0, max: 1 })
  const ranked = requireLabelledScores('recallAt', rows)
  let found = 0
  let wrong = 0
  for (const { anomalies, normals } of tiedRows(rows, ranked)) {
    wrong += normals
    if (wrong > falseAlarms * ranked.normals) break
    found += anomalies
  }
  return found / ranked.anomalies
}
