import { type HostArray, runHostKernel } from './host-kernel'
import { PANEL_ROWS, type Panels } from './panels'
import { type DistanceAttributes, FAR, panelStart } from './squared-distances'

/** Numbers of one call. */
export interface NearestAttributes extends DistanceAttributes {
  /** Neighbours wanted; there must be as many. */
  readonly count: number
}

/** Neighbours of some queries, the nearest first. */
export interface NearestRows {
  /** Squared distances, [m, count]. */
  readonly distances: Float32Array
  /** Which rows they are, [m, count]. */
  readonly indices: Float32Array
}

/** Columns between two looks whether a row can still be near. */
const STRIDE = 8

/**
 * The nearest rows of each query [m, d], of equally near ones the first: all rows are looked at, most of them only until
 * their first columns say that they are too far. Columns of large variance belong to the front.
 */
export async function nearestRows(
  queries: HostArray,
  { array, rows, width }: Panels,
  { count, self }: Pick<NearestAttributes, 'count' | 'self'>,
): Promise<NearestRows> {
  const [distances = new Float32Array(0), indices = new Float32Array(0)] =
    await runHostKernel<NearestAttributes>({
      name: 'AeNearestRows',
      inputs: { queries, panels: array },
      attributes: { rows, width, self, count },
      plain: plainNearestRows,
    })
  return { distances, indices }
}

function plainNearestRows(
  inputs: Readonly<Record<string, Float32Array>>,
  { rows, width, self, count }: NearestAttributes,
): { shape: number[]; values: Float32Array }[] {
  const { queries, panels } = inputs
  if (queries === undefined || panels === undefined) return []
  const m = queries.length / width
  const shape = [m, count]
  const found = { distances: new Float32Array(m * count).fill(FAR), indices: new Float32Array(m * count) }
  for (let i = 0; i < m; i++) {
    const near = {
      distances: found.distances.subarray(i * count, (i + 1) * count),
      indices: found.indices.subarray(i * count, (i + 1) * count),
    }
    for (let j = 0; j < rows; j++) {
      const limit = near.distances[count - 1] ?? FAR
      const distance = distanceWithin(limit, { queries, from: i * width, panels, row: j, width })
      if (distance < limit && !(self >= 0 && j === self + i)) insert(near, distance, j)
    }
  }
  return [
    { shape, values: found.distances },
    { shape, values: found.indices },
  ]
}

interface Pair {
  readonly queries: Float32Array
  readonly from: number
  readonly panels: Float32Array
  readonly row: number
  readonly width: number
}

/** The squared distance in float32, or infinity as soon as it must exceed `limit`. */
function distanceWithin(limit: number, { queries, from, panels, row, width }: Pair): number {
  const start = panelStart(row, width)
  let sum = 0
  for (let k = 0; k < width; ) {
    for (const stop = Math.min(width, k + STRIDE); k < stop; k++) {
      const difference = (panels[start + k * PANEL_ROWS] ?? 0) - (queries[from + k] ?? 0)
      sum += difference * difference
    }
    if (sum > limit) return Number.POSITIVE_INFINITY
  }
  return Math.fround(sum)
}

/** Puts a row behind all that are as near, and drops the last. */
function insert({ distances, indices }: NearestRows, distance: number, row: number): void {
  let at = distances.length - 1
  for (; at > 0 && (distances[at - 1] ?? 0) > distance; at--) {
    distances[at] = distances[at - 1] ?? 0
    indices[at] = indices[at - 1] ?? 0
  }
  distances[at] = distance
  indices[at] = row
}
