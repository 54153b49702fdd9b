import { requireKnownOptions, requireNumber } from '@ae/core'
import { requireLabelledScores, tiedRows } from '../metrics/require-labelled-scores'
import type { CostRule, Threshold } from './threshold-rule'

/**
 * The threshold of the least expected cost, `π · miss · P(missed) + (1 − π) · falseAlarm · P(flagged)`, among those that lie
 * half-way between two scores; of equally cheap ones the highest.
 *
 * @throws AeError `config` on a bad option, `shape` unless there is a label for each score and both kinds of row
 * @see Elkan 2001, The Foundations of Cost-Sensitive Learning, IJCAI
 */
export function cheapestThreshold(
  scores: ArrayLike<number>,
  rule: CostRule,
): Pick<Threshold, 'value' | 'falseAlarms'> {
  requireKnownOptions('fitThreshold', rule, ['kind', 'labels', 'falseAlarm', 'miss', 'prevalence'])
  const rows = { scores, labels: rule.labels }
  const ranked = requireLabelledScores('fitThreshold', rows)
  const falseAlarm = requireNumber('fitThreshold', 'falseAlarm', rule.falseAlarm ?? 1, { above: 0 })
  const miss = requireNumber('fitThreshold', 'miss', rule.miss ?? 1, { above: 0 })
  const prevalence = requireNumber(
    'fitThreshold',
    'prevalence',
    rule.prevalence ?? ranked.anomalies / scores.length,
    { above: 0, below: 1 },
  )
  const perMiss = (prevalence * miss) / ranked.anomalies
  const perAlarm = ((1 - prevalence) * falseAlarm) / ranked.normals
  const scoreAt = (place: number): number => scores[ranked.order[place] ?? 0] ?? Number.NaN
  // Nothing is flagged.
  let best = { value: scoreAt(0), falseAlarms: 0, cost: ranked.anomalies * perMiss }
  let found = 0
  let alarms = 0
  for (const { anomalies, normals } of tiedRows(rows, ranked)) {
    found += anomalies
    alarms += normals
    const cost = (ranked.anomalies - found) * perMiss + alarms * perAlarm
    if (cost >= best.cost) continue
    const flagged = found + alarms
    const last = scoreAt(flagged - 1)
    // Below the lowest score there is no other: any number will do, and one score's spread is as good as any.
    const value = flagged < scores.length ? (last + scoreAt(flagged)) / 2 : last - Math.max(1, Math.abs(last))
    best = { value, falseAlarms: alarms / ranked.normals, cost }
  }
  return { value: best.value, falseAlarms: best.falseAlarms }
}
