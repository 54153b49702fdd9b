import { AeError, type Disposable, requireNumber, show } from '@ae/core'
import type { RowScorer, StoredScorer } from '../scorers/row-scorer'
import type { FrontEnd } from '../table/front-end'
import { type Cell, type EncodedRows, isPositional, type Row, type Rows } from '../table/rows'
import type { TableSchema } from '../table/schema'
import type { Threshold } from '../thresholds/threshold-rule'
import { type ShareBelow, shareBelowAmong } from './normal-scores'

/** Which rows are anomalous. */
export interface Detection {
  /** Higher = more anomalous; one a row. */
  readonly scores: Float64Array
  /** Whether each score is above the threshold. */
  readonly anomalous: readonly boolean[]
  /** The threshold's value. */
  readonly threshold: number
}

/** What a column has to do with a score. */
export interface Contribution {
  /** Name of the column. */
  readonly column: string
  /** What the row has there. */
  readonly value: Cell
  /** How much of the score it is to blame for, not negative, in the detector's own unit. */
  readonly contribution: number
  /** Its share of all contributions, in [0, 1]. */
  readonly share: number
}

/** A decision about a row, with its reasons. */
export interface Explanation {
  /** Higher = more anomalous. */
  readonly score: number
  /** Whether the score is above the threshold; undefined without one. */
  readonly anomalous: boolean | undefined
  /** As `Detector.probability`; undefined without held-out rows. */
  readonly probability: number | undefined
  /** All columns, the one most to blame first. */
  readonly contributions: readonly Contribution[]
}

/** What a {@link Detector} consists of. */
export interface DetectorParts {
  /** How rows become numbers. */
  readonly frontEnd: FrontEnd
  /** How numbers become scores; the detector's from now on. */
  readonly scorer: RowScorer
  /** Above which score a row is anomalous. Default: none, and `detect` asks for one. */
  readonly threshold?: Threshold | undefined
  /** Scores of normal rows that the scorer was not fitted to, ascending, at least two, as `Detector.score` rounds them. Default: none, and no probabilities. */
  readonly normalScores?: Float32Array | undefined
}

/**
 * From rows of a table to a decision with a reason. All detectors are this one class: they differ in the scorer alone, so one can
 * be put in another's place.
 *
 * ```
 * rows ──► front end ──► numbers ──► scorer ──► scores ──► threshold ──► anomalous
 *          (fitted to normal rows alone)  └────► contributions, by column
 * ```
 *
 * Higher scores are more anomalous, with every scorer. The same rows always get the same scores; in other company, or compiled,
 * the last digit may differ.
 *
 * @example
 * const detector = await KNNDetector.fit([[1, 2], [1.1, 2.2], [0.9, 1.8], [1, 2.1], [1.2, 2.3], [0.8, 1.7], [1, 1.9], [1.1, 2]])
 * const { anomalous } = await detector.detect([[1, 2], [1, -9]])
 */
export class Detector implements Disposable {
  /** How rows become numbers. */
  readonly frontEnd: FrontEnd
  /** How numbers become scores; the detector's. */
  readonly scorer: RowScorer
  /** Scores of normal rows that the scorer was not fitted to, ascending; undefined where none were held out. */
  readonly normalScores: Float32Array | undefined
  readonly #shareBelow: ShareBelow | undefined
  #threshold: Threshold | undefined
  #disposed = false

  /** @throws AeError `shape` if the scorer takes other numbers than the front end gives */
  constructor({ frontEnd, scorer, threshold, normalScores }: DetectorParts) {
    if (scorer.width !== frontEnd.units.length) {
      throw new AeError(
        'shape',
        `Detector: expected a scorer of ${frontEnd.units.length} numbers. Received: one of ${show(scorer.width)}.`,
      )
    }
    this.frontEnd = frontEnd
    this.scorer = scorer
    this.#threshold = threshold
    this.normalScores = normalScores
    this.#shareBelow = normalScores === undefined ? undefined : shareBelowAmong(normalScores)
  }

  /** The scorer's kind: `pca`. */
  get kind(): string {
    return this.scorer.kind
  }

  /** What rows consist of. */
  get schema(): TableSchema {
    return this.frontEnd.parts.schema
  }

  /** Above which score a row is anomalous, and how often normal rows are. */
  get threshold(): Threshold | undefined {
    return this.#threshold
  }

  /**
   * Takes another threshold from now on, as `fitThreshold` found it from this detector's scores.
   *
   * @throws AeError `config` unless its value is a finite number
   */
  useThreshold(threshold: Threshold): void {
    this.#requireOpen()
    requireNumber('Detector.useThreshold', 'value', (threshold as Threshold | undefined)?.value)
    this.#threshold = threshold
  }

  /**
   * Scores, one a row, rounded to float32 as `normalScores` are: equal rows count as equal.
   *
   * @throws AeError `data` or `shape` for rows that the schema does not fit, `data` if a score is not finite, `state` after `dispose`
   */
  async score(rows: Rows): Promise<Float64Array> {
    this.#requireOpen()
    return this.scoreEncoded(this.frontEnd.encode('Detector.score', rows))
  }

  /**
   * As {@link Detector.score}, of rows that `frontEnd.encode` has made numbers of already.
   *
   * @throws AeError `data` if a score is not finite, `state` after `dispose`
   */
  async scoreEncoded(rows: EncodedRows): Promise<Float64Array> {
    this.#requireOpen()
    return rows.count === 0 ? new Float64Array(0) : roundedScores(this.kind, await this.scorer.score(rows))
  }

  /**
   * Scores, and which of them are above the threshold.
   *
   * @throws AeError as {@link Detector.score}, and `state` without a threshold
   */
  async detect(rows: Rows): Promise<Detection> {
    this.#requireOpen()
    const threshold = this.#threshold?.value
    if (threshold === undefined) {
      throw new AeError('state', 'Detector.detect: expected a threshold. Received: none.', {
        hint: 'fit with held-out rows, or call `useThreshold(fitThreshold(scores, rule))`.',
      })
    }
    const scores = await this.score(rows)
    return { scores, threshold, anomalous: Array.from(scores, (score) => score > threshold) }
  }

  /**
   * For each row, the probability that a fresh normal row is less anomalous: 1 − its p-value. Of normal rows a share of 1 − p is
   * above p, whatever the scorer. It is not the probability that a row is an anomaly, which nobody knows from normal rows alone.
   *
   * @returns inside (0, 1)
   * @throws AeError as {@link Detector.score}, and `state` if no rows were held out
   */
  async probability(rows: Rows): Promise<Float64Array> {
    this.#requireOpen()
    const shareBelow = this.#shareBelow
    if (shareBelow === undefined) {
      throw new AeError('state', 'Detector.probability: expected held-out rows. Received: none.', {
        hint: 'fit with `heldOut` above 0.',
      })
    }
    return (await this.score(rows)).map(shareBelow)
  }

  /**
   * Score, decision and reasons for one row.
   *
   * @throws AeError as {@link Detector.score}
   */
  async explain(row: Row): Promise<Explanation> {
    const [score = Number.NaN] = await this.score([row])
    const values = await this.contributions([row])
    const sum = values.reduce((total, value) => total + value, 0)
    const contributions = this.schema.columns.map(({ name }, column): Contribution => {
      const contribution = values[column] ?? 0
      const value = isPositional(row) ? row[column] : (row as Readonly<Record<string, Cell>>)[name]
      return { column: name, value, contribution, share: sum > 0 ? contribution / sum : 0 }
    })
    const threshold = this.#threshold
    return {
      score,
      anomalous: threshold === undefined ? undefined : score > threshold.value,
      probability: this.#shareBelow?.(score),
      contributions: contributions.sort((a, b) => b.contribution - a.contribution),
    }
  }

  /**
   * How much of each score each column is to blame for, in the order of the schema: row-major [n, columns].
   *
   * @throws AeError as {@link Detector.score}
   */
  async contributions(rows: Rows): Promise<Float64Array> {
    this.#requireOpen()
    const encoded = this.frontEnd.encode('Detector.contributions', rows)
    const { units } = this.frontEnd
    const columns = this.schema.columns.length
    const sums = new Float64Array(encoded.count * columns)
    if (encoded.count === 0) return sums
    const values = await this.scorer.contributions(encoded)
    values.forEach((value, i) => {
      const at = Math.floor(i / units.length) * columns + (units[i % units.length]?.column ?? 0)
      sums[at] = (sums[at] ?? 0) + value
    })
    return sums
  }

  /**
   * What the scorer consists of, for a file; `saveDetector` adds the rest.
   *
   * @throws AeError `state` after `dispose`
   */
  store(): StoredScorer {
    this.#requireOpen()
    return this.scorer.store()
  }

  /** Frees the scorer. */
  dispose(): void {
    if (this.#disposed) return
    this.#disposed = true
    this.scorer.dispose()
  }

  #requireOpen(): void {
    if (this.#disposed) throw new AeError('state', 'Detector: detector was disposed.')
  }
}

/**
 * Scores as they are compared: rounded to float32, as files hold them.
 *
 * @throws AeError `data` if one is not finite: nothing is above a threshold then, and every row would pass for normal
 */
export function roundedScores(kind: string, scores: Float64Array): Float64Array {
  const rounded = scores.map(Math.fround)
  const stranger = rounded.findIndex((score) => !Number.isFinite(score))
  if (stranger < 0) return rounded
  throw new AeError(
    'data',
    `${kind}: expected finite scores. Received: ${show(rounded[stranger])} for row ${stranger}.`,
    { hint: 'its weights, from a file or a training, are no numbers, or far too large.' },
  )
}
