import * as tf from '@tensorflow/tfjs'
import { AeError } from '../errors/ae-error'
import { requireKnownOptions, requirePositiveInteger, show } from '../errors/require'
import { nearestRows } from '../kernels/nearest-rows'
import type { NeighbourOptions } from '../metrics/knn-accuracy'
import { rowBlocks } from './row-blocks'
import { type Rows, readRows } from './rows'

/** Neighbours of some rows, the nearest first. */
export interface NearestNeighbours {
  /** Euclidean distances, row-major [m, neighbours]. */
  readonly distances: Float64Array
  /** Which rows they are, row-major [m, neighbours]. */
  readonly indices: Int32Array
}

/**
 * The rows among others that are nearest to each row, of equally near ones the first. Every pair is looked at: exact, and in
 * time that grows with m · n · d, on the active backend's own kernel where it has one.
 *
 * @param queries [m, …]; borrowed
 * @param among   [n, …]; borrowed
 * @param options `neighbours`: how many. Default 5.
 * @throws AeError `shape` unless rows are of one shape, and at least as many as neighbours, `data` if a number is not finite
 * @example
 * const { distances, indices } = await nearestNeighbours(x, testImages, { neighbours: 3 })
 */
export async function nearestNeighbours(
  queries: tf.Tensor,
  among: tf.Tensor,
  options: NeighbourOptions = {},
): Promise<NearestNeighbours> {
  const subject = 'nearestNeighbours'
  const { neighbours = 5 } = requireKnownOptions(subject, options, ['neighbours'])
  requirePositiveInteger(subject, 'neighbours', neighbours)
  const [count = 0, ...shape] = queries.shape
  const [others = 0, ...other] = among.shape
  if (String(shape) !== String(other) || count === 0 || others < neighbours) {
    throw new AeError(
      'shape',
      `${subject}: expected rows of one shape, and at least ${neighbours} to be near. Received: ${show(queries.shape)} and ${show(among.shape)}.`,
    )
  }
  // Read together, so that both are moved and scaled alike.
  const both = tf.concat([queries, among])
  try {
    const { values, width } = await readRows(subject, both)
    const own: Rows = { values: values.subarray(0, count * width), count, width }
    const rest: Rows = { values: values.subarray(count * width), count: others, width }
    const indices = new Int32Array(count * neighbours)
    for await (const { first, queries: block, panels } of rowBlocks(own, rest)) {
      const near = await nearestRows(block, panels, { count: neighbours, self: -1 })
      indices.set(near.indices, first * neighbours)
    }
    return { indices, distances: distancesTo(await both.data(), { indices, count, neighbours, width }) }
  } finally {
    both.dispose()
  }
}

interface Found {
  readonly indices: Int32Array
  readonly count: number
  readonly neighbours: number
  readonly width: number
}

/** Distances of the few, in float64 and in the data's own unit. */
function distancesTo(rows: ArrayLike<number>, { indices, count, neighbours, width }: Found): Float64Array {
  return Float64Array.from(indices, (index, place) => {
    const [from, to] = [Math.floor(place / neighbours) * width, (count + index) * width]
    let sum = 0
    for (let k = 0; k < width; k++) sum += ((rows[from + k] ?? Number.NaN) - (rows[to + k] ?? 0)) ** 2
    return Math.sqrt(sum)
  })
}
