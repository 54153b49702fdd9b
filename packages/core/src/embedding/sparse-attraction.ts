import * as tf from '@tensorflow/tfjs'
import { affinities } from '../kernels/affinities'
import { hostArray } from '../kernels/host-kernel'
import { nearestRows } from '../kernels/nearest-rows'
import { tsneTreeForces } from '../kernels/tsne-tree-forces'
import { log } from '../math/log'
import { rowBlocks } from '../neighbours/row-blocks'
import type { Rows } from '../neighbours/rows'
import type { Attraction, Checkpoint } from './attraction'
import {
  type NeighbourAffinities,
  type SymmetricAffinities,
  symmetricAffinities,
} from './symmetric-affinities'

/** Neighbours of a row by its perplexity (van der Maaten 2014, §4.1). */
const NEIGHBOURS_PER_PERPLEXITY = 3

/** What {@link sparseAttraction} is made of. */
export interface SparseOptions {
  /** Neighbours, softly. */
  readonly perplexity: number
  /** Width of a cell by its distance up to which it repels as a whole. */
  readonly theta: number
}

/** P between near rows only, and a tree for what is far. */
export async function sparseAttraction(
  rows: Rows,
  { perplexity, theta }: SparseOptions,
  check: Checkpoint,
): Promise<Attraction> {
  const p = symmetricAffinities(await neighbourAffinities(rows, perplexity, check))
  const n = rows.count
  const counts = hostArray(p.counts, [n])
  const columns = hostArray(p.columns, [p.columns.length])
  const values = hostArray(p.values, [p.values.length])
  return {
    negativeEntropy: negativeEntropy(p),
    forces: (map, cost) =>
      tsneTreeForces(map, { counts, columns, values }, { points: n, cost: Number(cost), theta }),
    dispose: () => tf.dispose([counts.tensor, columns.tensor, values.tensor]),
  }
}

/** `p_{j|i}` of each row's nearest rows j. */
export async function neighbourAffinities(
  rows: Rows,
  perplexity: number,
  check: Checkpoint,
): Promise<NeighbourAffinities> {
  const neighbours = Math.min(rows.count - 1, Math.ceil(NEIGHBOURS_PER_PERPLEXITY * perplexity))
  const indices = new Float32Array(rows.count * neighbours)
  const values = new Float32Array(rows.count * neighbours)
  for await (const { first, count, queries, panels } of rowBlocks(rows)) {
    check()
    const near = await nearestRows(queries, panels, { count: neighbours, self: first })
    indices.set(near.indices, first * neighbours)
    const distances = hostArray(near.distances, [count, neighbours])
    try {
      values.set(
        await affinities(distances, { width: neighbours, entropy: log(perplexity) }),
        first * neighbours,
      )
    } finally {
      distances.tensor.dispose()
    }
  }
  return { rows: rows.count, neighbours, indices, values }
}

function negativeEntropy({ values }: SymmetricAffinities): number {
  let sum = 0
  for (const value of values) if (value > 0) sum += value * log(value)
  return sum
}
