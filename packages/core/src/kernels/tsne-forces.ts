import { log } from '../math/log'
import { type HostArray, runHostKernel } from './host-kernel'

/** Planes of {@link MapForces}, each of n numbers. */
export const PLANES = 6

/**
 * What moves the points of a map, six planes of n numbers one after the other:
 * pull `Σ_j p_ij·w_ij·(y_i − y_j)` in x and y, push `Σ_j w_ij²·(y_i − y_j)` in x and y, mass `Σ_{j≠i} w_ij`, and cost
 * `Σ_j p_ij·log(1 + ‖y_i − y_j‖²)` where it is asked for, with `w_ij = 1/(1 + ‖y_i − y_j‖²)`.
 */
export type MapForces = Float32Array

/** What of a call the kernels share. */
export interface ForceAttributes {
  /** Points of the map. */
  readonly points: number
  /** 1 if the cost is wanted, else 0. */
  readonly cost: number
}

/**
 * Forces between all pairs of points, exactly.
 *
 * @param map [2, n]: all x, then all y
 * @param p   [n, n]
 * @see van der Maaten & Hinton 2008, Visualizing Data using t-SNE, eq. 5
 */
export async function tsneForces(
  map: HostArray,
  p: HostArray,
  attributes: ForceAttributes,
): Promise<MapForces> {
  const [forces = new Float32Array(0)] = await runHostKernel({
    name: 'AeTsneForces',
    inputs: { map, p },
    attributes,
    plain: plainForces,
  })
  return forces
}

function plainForces(
  inputs: Readonly<Record<string, Float32Array>>,
  { points, cost }: ForceAttributes,
): { shape: number[]; values: Float32Array }[] {
  const { map, p } = inputs
  if (map === undefined || p === undefined) return []
  const [xs, ys] = [map.subarray(0, points), map.subarray(points)]
  const values = new Float32Array(PLANES * points)
  for (let i = 0; i < points; i++) {
    const [x, y] = [xs[i] ?? 0, ys[i] ?? 0]
    let [pullX, pullY, pushX, pushY, mass, logs] = [0, 0, 0, 0, 0, 0]
    const row = p.subarray(i * points, (i + 1) * points)
    for (let j = 0; j < points; j++) {
      const dx = x - (xs[j] ?? 0)
      const dy = y - (ys[j] ?? 0)
      const r = 1 + dx * dx + dy * dy
      const w = 1 / r
      const pij = row[j] ?? 0
      pullX += pij * w * dx
      pullY += pij * w * dy
      pushX += w * w * dx
      pushY += w * w * dy
      mass += w
      if (cost !== 0) logs += pij * log(r)
    }
    // A point is no neighbour of itself.
    ;[pullX, pullY, pushX, pushY, mass - 1, logs].forEach((value, plane) => {
      values[plane * points + i] = value
    })
  }
  return [{ shape: [PLANES, points], values }]
}
