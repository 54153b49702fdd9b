import type * as tf from '@tensorflow/tfjs'
import { AeError } from '../errors/ae-error'
import { requireKnownOptions, requirePositiveInteger } from '../errors/require'
import { nearestOfRows } from '../neighbours/nearest-of-rows'
import { readRows } from '../neighbours/rows'

/** Options of {@link knnAccuracy} and `trustworthiness`. */
export interface NeighbourOptions {
  /** Neighbours looked at. Integer ≥ 1. Default 5. */
  readonly neighbours?: number
}

/**
 * How often the nearest other rows, by majority, have a row's own label: whether classes lie apart in a space of codes or on
 * a map. Of labels named equally often the smallest counts.
 *
 * @param codes  [n, …]
 * @param labels [n]
 * @returns in [0, 1]
 * @throws AeError `shape` unless there is one label a row and more rows than neighbours, `data` if a number is not finite
 * @see Cover & Hart 1967, Nearest Neighbor Pattern Classification; every row is left out once
 * @example
 * const { embedding } = await tsne(images)
 * const accuracy = await knnAccuracy(embedding, labels, { neighbours: 10 })
 */
export async function knnAccuracy(
  codes: tf.Tensor,
  labels: ArrayLike<number>,
  options: NeighbourOptions = {},
): Promise<number> {
  const { neighbours = 5 } = requireKnownOptions('knnAccuracy', options, ['neighbours'])
  requirePositiveInteger('knnAccuracy', 'neighbours', neighbours)
  const rows = await readRows('knnAccuracy', codes)
  if (labels.length !== rows.count) {
    throw new AeError(
      'shape',
      `knnAccuracy: expected one label a row. Received: ${labels.length} labels, ${rows.count} rows.`,
    )
  }
  const indices = await nearestOfRows('knnAccuracy', rows, neighbours)
  let right = 0
  for (let i = 0; i < rows.count; i++) {
    const votes = Array.from(
      indices.subarray(i * neighbours, (i + 1) * neighbours),
      (row) => labels[row] ?? Number.NaN,
    )
    if (majority(votes) === labels[i]) right++
  }
  return right / rows.count
}

/** The most frequent label, of equally frequent ones the smallest. */
function majority(votes: readonly number[]): number {
  const counts = new Map<number, number>()
  for (const vote of votes) counts.set(vote, (counts.get(vote) ?? 0) + 1)
  const [first = [Number.NaN, 0]] = [...counts].sort(([a, m], [b, n]) => n - m || a - b)
  return first[0]
}
