import { AeError, nearestNeighbours } from '@ae/core'
import { toTensor } from '../scorers/principal-parts'
import { countRows, type Rows } from '../table/rows'
import type { Detector } from './detector'

/** A normal row that is like another row. */
export interface NormalExample {
  /** Its number among the normal rows. */
  readonly row: number
  /** How far away it is, in units of scaled numbers: standard deviations, unless the front end says otherwise. */
  readonly distance: number
}

/**
 * For each row the normal row that is most like it, as the detector's front end sees both: beside an explanation it shows what the
 * row would have looked like. All normal rows are looked at.
 *
 * @param detector borrowed
 * @param normal   normal rows, those that were learnt from or others; at least one
 * @param rows     rows to find examples for
 * @throws AeError `data` or `shape` for rows that the schema does not fit, or without normal rows
 * @example
 * const normal = [[1, 2], [1.1, 2.2], [0.9, 1.8], [1, 2.1], [1.2, 2.3], [0.8, 1.7], [1, 1.9], [1.1, 2]]
 * const detector = await MahalanobisDetector.fit(normal)
 * const [example] = await nearestNormal(detector, normal, [[1, -9]])
 */
export async function nearestNormal(
  { frontEnd }: Detector,
  normal: Rows,
  rows: Rows,
): Promise<readonly NormalExample[]> {
  if (countRows('nearestNormal', rows) === 0) return []
  if (countRows('nearestNormal', normal) === 0) {
    throw new AeError('data', 'nearestNormal: expected normal rows. Received: none.')
  }
  const [asked, known] = [frontEnd.encode('nearestNormal', rows), frontEnd.encode('nearestNormal', normal)]
  const [queries, among] = [toTensor(asked), toTensor(known)]
  try {
    const { indices, distances } = await nearestNeighbours(queries, among, { neighbours: 1 })
    return Array.from(indices, (row, i) => ({ row, distance: distances[i] ?? Number.NaN }))
  } finally {
    queries.dispose()
    among.dispose()
  }
}
