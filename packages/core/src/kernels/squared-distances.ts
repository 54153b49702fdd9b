import { type HostArray, runHostKernel } from './host-kernel'
import { PANEL_ROWS, type Panels } from './panels'

/** What a row's distance to itself is given as: no neighbour is as far. */
export const FAR = 3e38

/** Numbers of one call. */
export interface DistanceAttributes {
  /** Rows in the panels. */
  readonly rows: number
  /** Numbers in a row. */
  readonly width: number
  /** Which row the first query is itself; the others follow. −1 if they are no rows. */
  readonly self: number
}

/** Squared Euclidean distances of queries [m, d] to all rows: [m, n]. A row is {@link FAR} from itself. */
export async function squaredDistances(
  queries: HostArray,
  { array, rows, width }: Panels,
  self: number,
): Promise<Float32Array> {
  const [distances = new Float32Array(0)] = await runHostKernel<DistanceAttributes>({
    name: 'AeSquaredDistances',
    inputs: { queries, panels: array },
    attributes: { rows, width, self },
    plain: plainSquaredDistances,
  })
  return distances
}

function plainSquaredDistances(
  inputs: Readonly<Record<string, Float32Array>>,
  { rows, width, self }: DistanceAttributes,
): { shape: number[]; values: Float32Array }[] {
  const { queries, panels } = inputs
  if (queries === undefined || panels === undefined) return []
  const count = queries.length / width
  const values = new Float32Array(count * rows)
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < rows; j++) {
      values[i * rows + j] = squaredDistance(queries, i * width, panels, panelStart(j, width), width)
    }
    if (self >= 0) values[i * rows + self + i] = FAR
  }
  return [{ shape: [count, rows], values }]
}

/** Where a row begins in panels; its numbers are {@link PANEL_ROWS} apart. */
export function panelStart(row: number, width: number): number {
  return Math.floor(row / PANEL_ROWS) * width * PANEL_ROWS + (row % PANEL_ROWS)
}

function squaredDistance(
  query: Float32Array,
  from: number,
  panels: Float32Array,
  start: number,
  width: number,
): number {
  let sum = 0
  for (let k = 0; k < width; k++) {
    const difference = (panels[start + k * PANEL_ROWS] ?? 0) - (query[from + k] ?? 0)
    sum += difference * difference
  }
  return sum
}
