import { AeError, requireKnownOptions, show } from '@ae/core'
import { isMissing, readCells } from '../table/cells'
import { FrontEnd, type FrontEndOptions } from '../table/front-end'
import { inferSchema } from '../table/infer-schema'
import type { Cell, Rows } from '../table/rows'
import type { Threshold } from '../thresholds/threshold-rule'

/** What {@link findLeaks} looks at. */
export interface LeakRequest {
  /** Rows that a detector was fitted to. */
  readonly train: Rows
  /** Rows that it is measured on. */
  readonly test: Rows
  /** Label of each test row, 0 for normal: repeated anomalies are told apart. Default: none. */
  readonly labels?: ArrayLike<number>
  /** A detector's front end, to see which rows set its scales. Default: none. */
  readonly frontEnd?: FrontEnd
  /** A detector's threshold, to see whether labels set it. Default: none. */
  readonly threshold?: Threshold | undefined
}

/** What would make a measurement better than the detector is. */
export interface Leak {
  /**
   * - `shared-rows` — test rows that are training rows, too: split by groups of equal rows
   * - `shared-anomalies` — anomalies of the test that were learnt as normal
   * - `scaler-on-test` — the front end's scales are those of train and test together, not of train alone
   * - `threshold-on-labels` — labelled rows set the threshold: on those, decisions look better than they are
   */
  readonly kind: 'shared-rows' | 'shared-anomalies' | 'scaler-on-test' | 'threshold-on-labels'
  /** How many rows; 0 for scales and thresholds. */
  readonly rows: number
  /** One sentence. */
  readonly message: string
}

/** Scales that differ by less, relative to the column's own, are the same. */
const SAME_SCALE = 1e-9
/** What sums of numbers this large lose, relative to them. */
const EPSILON = 1e-12

/**
 * What test rows have told a detector beforehand: rows that are in both parts, scales that were set with test rows, a threshold that
 * was set with labels. An empty list says that none of these was found, not that there is no other leak.
 *
 * @throws AeError `data` or `shape` for rows that have no schema or not the same, `shape` unless there is a label a test row
 * @example
 * const leaks = findLeaks({ train: [[1, 2], [3, 4]], test: [[3, 4], [5, 6]] })
 * console.log(leaks[0]?.message) // 1 of 2 test rows are training rows, too.
 */
export function findLeaks(request: LeakRequest): readonly Leak[] {
  requireKnownOptions('findLeaks', request, ['train', 'test', 'labels', 'frontEnd', 'threshold'])
  const { train, test, labels, frontEnd, threshold } = request
  const schema = frontEnd?.parts.schema ?? inferSchema(train)
  const names = schema.columns.map(({ name }) => name)
  const extraColumns = frontEnd?.parts.extraColumns ?? 'error'
  const read = (rows: Rows): readonly (readonly Cell[])[] => {
    const cells = readCells('findLeaks', rows, { names, extraColumns })
    return Array.from({ length: cells.count }, (_, row) => names.map((__, column) => cells.at(row, column)))
  }
  const [learnt, measured] = [read(train), read(test)]
  const known = new Set(learnt.map(keyOf))
  const keys = measured.map(keyOf)
  if (labels !== undefined && labels.length !== keys.length) {
    throw new AeError(
      'shape',
      `findLeaks: expected a label for each of ${keys.length} test rows. Received: ${show(labels.length)}.`,
    )
  }
  const shared = keys.flatMap((key, row) => (known.has(key) ? [row] : []))
  const anomalies = shared.filter((row) => labels !== undefined && labels[row] !== 0)
  const leaks: Leak[] = []
  if (shared.length > 0) {
    const message = `${shared.length} of ${keys.length} test rows are training rows, too.`
    leaks.push({ kind: 'shared-rows', rows: shared.length, message })
  }
  if (anomalies.length > 0) {
    const message = `${anomalies.length} anomalies of the test were learnt as normal.`
    leaks.push({ kind: 'shared-anomalies', rows: anomalies.length, message })
  }
  if (
    frontEnd !== undefined &&
    !isScaledBy(frontEnd, learnt) &&
    isScaledBy(frontEnd, [...learnt, ...measured])
  ) {
    const message = 'The front end was fitted to train and test together.'
    leaks.push({ kind: 'scaler-on-test', rows: 0, message })
  }
  if (threshold?.rule === 'cost') {
    const message = 'Labels set the threshold: measure it on other rows than those.'
    leaks.push({ kind: 'threshold-on-labels', rows: 0, message })
  }
  return leaks
}

/** Rows that a detector cannot tell apart have one key: numbers are rounded to float32, and what is missing is missing. */
function keyOf(row: readonly Cell[]): string {
  return JSON.stringify(
    row.map((cell) => {
      if (isMissing(cell)) return 'missing'
      return `${typeof cell} ${String(typeof cell === 'number' ? Math.fround(cell) : cell)}`
    }),
  )
}

/** Whether these rows together set the front end's scales. */
function isScaledBy({ parts }: FrontEnd, rows: readonly (readonly Cell[])[]): boolean {
  const { offsets, scales, fills: _, ...options } = parts
  const again = refitted(rows, options)
  if (again === undefined) return false
  return scales.every((scale, i) => {
    const [offset = 0, otherOffset = 0, other = 0] = [
      offsets[i],
      again.parts.offsets[i],
      again.parts.scales[i],
    ]
    return (
      Math.abs(scale - other) <= SAME_SCALE * scale &&
      Math.abs(offset - otherOffset) <= SAME_SCALE * scale + EPSILON * Math.abs(offset)
    )
  })
}

/** Undefined for rows that cannot have set any scales: infinite ones, say. */
function refitted(rows: readonly (readonly Cell[])[], options: FrontEndOptions): FrontEnd | undefined {
  try {
    return FrontEnd.fit('findLeaks', rows, { options })
  } catch (error) {
    if (error instanceof AeError) return undefined
    throw error
  }
}
