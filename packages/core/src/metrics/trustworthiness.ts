import type * as tf from '@tensorflow/tfjs'
import { AeError } from '../errors/ae-error'
import { requireKnownOptions, requirePositiveInteger } from '../errors/require'
import { squaredDistances } from '../kernels/squared-distances'
import { nearestOfRows } from '../neighbours/nearest-of-rows'
import { rowBlocks } from '../neighbours/row-blocks'
import { readRows } from '../neighbours/rows'
import type { NeighbourOptions } from './knn-accuracy'

/**
 * Whether neighbours on a map are neighbours in truth: 1 if all are, about .5 on a map of noise.
 *
 * `1 − 2 / (n·k·(2n − 3k − 1)) · Σ_i Σ_j (r(i, j) − k)` over those of the k neighbours j of i on the map that are not among
 * its k nearest rows; r(i, j) is j's place among them. Time and reading grow with rows².
 *
 * @param x [n, …] the rows
 * @param y [n, …] the map
 * @throws AeError `shape` unless both have the same number of rows, more than twice as many as neighbours; `data` if a
 * number is not finite
 * @see Venna & Kaski 2001, Neighborhood Preservation in Nonlinear Projection Methods
 * @example
 * const { embedding } = await tsne(images)
 * const share = await trustworthiness(images, embedding, { neighbours: 12 })
 */
export async function trustworthiness(
  x: tf.Tensor,
  y: tf.Tensor,
  options: NeighbourOptions = {},
): Promise<number> {
  const { neighbours: k = 5 } = requireKnownOptions('trustworthiness', options, ['neighbours'])
  requirePositiveInteger('trustworthiness', 'neighbours', k)
  const [rows, map] = [await readRows('trustworthiness', x), await readRows('trustworthiness', y)]
  const n = rows.count
  if (map.count !== n || n <= 2 * k) {
    throw new AeError(
      'shape',
      `trustworthiness: expected as many rows in both, more than ${2 * k} for ${k} neighbours. Received: ${n} and ${map.count}.`,
    )
  }
  const onMap = await nearestOfRows('trustworthiness', map, k)
  let penalty = 0
  for await (const { first, count, queries, panels } of rowBlocks(rows)) {
    const distances = await squaredDistances(queries, panels, first)
    for (let i = 0; i < count; i++) {
      const row = distances.subarray(i * n, (i + 1) * n)
      const start = (first + i) * k
      for (const j of onMap.subarray(start, start + k)) penalty += Math.max(0, place(row, j) - k)
    }
  }
  return 1 - (2 / (n * k * (2 * n - 3 * k - 1))) * penalty
}

/** How many rows are nearer than row j, j itself counted; of equally near ones the first is nearer. */
function place(distances: Float32Array, j: number): number {
  const own = distances[j] ?? Number.NaN
  let nearer = 1
  for (let l = 0; l < distances.length; l++) {
    const distance = distances[l] ?? Number.NaN
    if (distance < own || (distance === own && l < j)) nearer++
  }
  return nearer
}
