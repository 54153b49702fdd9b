import { AeError, show } from '@ae/core'

/** Scores and what is known of their rows. */
export interface LabelledScores {
  /** Higher = more anomalous; finite. */
  readonly scores: ArrayLike<number>
  /** 0 for a normal row, anything else for an anomaly; one a score. */
  readonly labels: ArrayLike<number>
}

/**
 * The rows from the most to the least anomalous, checked.
 *
 * @param subject who asks, as the error's first word: `auroc`
 * @throws AeError `shape` unless there are as many labels as scores and both kinds of row, `data` if a score is not finite
 */
export function requireLabelledScores(subject: string, { scores, labels }: LabelledScores): RankedRows {
  if (scores.length !== labels.length) {
    throw new AeError(
      'shape',
      `${subject}: expected one label a score. Received: ${labels.length} labels, ${scores.length} scores.`,
    )
  }
  let anomalies = 0
  for (let i = 0; i < scores.length; i++) {
    if (!Number.isFinite(scores[i])) {
      throw new AeError('data', `${subject}: expected finite scores. Received: ${show(scores[i])} at ${i}.`)
    }
    if (labels[i] !== 0) anomalies++
  }
  const normals = scores.length - anomalies
  if (anomalies === 0 || normals === 0) {
    throw new AeError(
      'shape',
      `${subject}: expected normal rows and anomalies. Received: ${normals} and ${anomalies}.`,
    )
  }
  const order = Int32Array.from({ length: scores.length }, (_, i) => i)
  order.sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b)
  return { order, anomalies, normals }
}

/** Rows in the order of their scores. */
export interface RankedRows {
  /** Numbers of the rows, the most anomalous first. */
  readonly order: Int32Array
  /** Rows whose label is not 0. */
  readonly anomalies: number
  /** Rows whose label is 0. */
  readonly normals: number
}

/** Rows of one score. */
export interface TiedRows {
  /** Anomalies among them. */
  readonly anomalies: number
  /** Normal rows among them. */
  readonly normals: number
}

/** The rows in groups of one score, the most anomalous first. */
export function* tiedRows({ scores, labels }: LabelledScores, { order }: RankedRows): Generator<TiedRows> {
  for (let start = 0; start < order.length; ) {
    const score = scores[order[start] ?? 0]
    let anomalies = 0
    let end = start
    for (; end < order.length && scores[order[end] ?? 0] === score; end++) {
      if (labels[order[end] ?? 0] !== 0) anomalies++
    }
    yield { anomalies, normals: end - start - anomalies }
    start = end
  }
}
