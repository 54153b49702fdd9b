import { AeError } from '@ae/core'

/** Decisions about rows, and what is known of them. */
export interface LabelledDecisions {
  /** Whether each row was flagged: `anomalous` of `detector.detect(rows)`. */
  readonly anomalous: readonly boolean[]
  /** 0 for a normal row, anything else for an anomaly; one a decision. */
  readonly labels: ArrayLike<number>
}

/** How good decisions are. All are shares, in [0, 1]. */
export interface DecisionQuality {
  /** Of the rows flagged, those that are anomalies; 0 if none was flagged. */
  readonly precision: number
  /** Of the anomalies, those flagged. */
  readonly recall: number
  /** Harmonic mean of both; 0 if both are. */
  readonly f1: number
  /** Of the normal rows, those flagged. */
  readonly falseAlarms: number
}

/**
 * How good decisions at one threshold are: of a threshold that normal rows have set, not of the best one in hindsight.
 *
 * @throws AeError `shape` unless there are as many labels as decisions, and both kinds of row
 * @example
 * judgeDecisions({ anomalous: [false, true, true, true], labels: [0, 0, 1, 1] }) // precision .667, recall 1, f1 .8
 */
export function judgeDecisions({ anomalous, labels }: LabelledDecisions): DecisionQuality {
  const subject = 'judgeDecisions'
  if (anomalous.length !== labels.length) {
    throw new AeError(
      'shape',
      `${subject}: expected one label a decision. Received: ${labels.length} labels, ${anomalous.length} decisions.`,
    )
  }
  let [found, wrong, anomalies] = [0, 0, 0]
  anomalous.forEach((flagged, row) => {
    const anomaly = labels[row] !== 0
    if (anomaly) anomalies++
    if (flagged && anomaly) found++
    if (flagged && !anomaly) wrong++
  })
  const normals = anomalous.length - anomalies
  if (anomalies === 0 || normals === 0) {
    throw new AeError(
      'shape',
      `${subject}: expected normal rows and anomalies. Received: ${normals} and ${anomalies}.`,
    )
  }
  return {
    precision: found + wrong === 0 ? 0 : found / (found + wrong),
    recall: found / anomalies,
    f1: (2 * found) / (anomalies + found + wrong),
    falseAlarms: wrong / normals,
  }
}
