import { AeError, requirePositiveInteger } from '@ae/core'
import { type LabelledScores, requireLabelledScores, tiedRows } from './require-labelled-scores'

/**
 * Share of anomalies among the `count` rows of the highest scores. Of rows that share the last score taken, as many as there
 * is room for are drawn at random: the mean over all draws is given.
 *
 * @param count rows looked at. Default: as many as there are anomalies, where precision is recall.
 * @returns in [0, 1]
 * @throws AeError `shape` unless there are as many labels as scores, both kinds of row and `count` rows, `config` if `count` is
 * no positive integer, `data` if a score is not finite
 * @see Campos et al. 2016, On the Evaluation of Unsupervised Outlier Detection, §3.1
 * @example
 * precisionAt({ scores: [0.1, 0.4, 0.35, 0.8], labels: [0, 0, 1, 1] }) // .5
 */
export function precisionAt(rows: LabelledScores, count?: number): number {
  const ranked = requireLabelledScores('precisionAt', rows)
  const wanted = requirePositiveInteger('precisionAt', 'count', count ?? ranked.anomalies)
  if (wanted > rows.scores.length) {
    throw new AeError(
      'shape',
      `precisionAt: expected at least ${wanted} rows. Received: ${rows.scores.length}.`,
    )
  }
  let taken = 0
  let found = 0
  for (const { anomalies, normals } of tiedRows(rows, ranked)) {
    const tied = anomalies + normals
    const room = Math.min(tied, wanted - taken)
    found += (anomalies * room) / tied
    taken += room
    if (taken === wanted) break
  }
  return found / wanted
}
