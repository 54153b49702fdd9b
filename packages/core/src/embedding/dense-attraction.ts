import { affinities } from '../kernels/affinities'
import { hostArray } from '../kernels/host-kernel'
import { squaredDistances } from '../kernels/squared-distances'
import { tsneForces } from '../kernels/tsne-forces'
import { log } from '../math/log'
import { rowBlocks } from '../neighbours/row-blocks'
import type { Rows } from '../neighbours/rows'
import { Breath } from '../train/breathe'
import type { Attraction, Checkpoint } from './attraction'

/** P between all pairs: exact, and n² numbers. */
export async function denseAttraction(
  rows: Rows,
  perplexity: number,
  check: Checkpoint,
): Promise<Attraction> {
  const n = rows.count
  const p = await denseAffinities(rows, perplexity, check)
  const negativeEntropy = await symmetrize(p, n)
  const dense = hostArray(p, [n, n])
  return {
    negativeEntropy,
    forces: (map, cost) => tsneForces(map, dense, { points: n, cost: Number(cost) }),
    dispose: () => dense.tensor.dispose(),
  }
}

/** `p_{j|i}` in row i, [n, n]. */
export async function denseAffinities(
  rows: Rows,
  perplexity: number,
  check: Checkpoint,
): Promise<Float32Array> {
  const n = rows.count
  const p = new Float32Array(n * n)
  for await (const { first, count, queries, panels } of rowBlocks(rows)) {
    check()
    const distances = hostArray(await squaredDistances(queries, panels, first), [count, n])
    try {
      p.set(await affinities(distances, { width: n, entropy: log(perplexity) }), first * n)
    } finally {
      distances.tensor.dispose()
    }
  }
  return p
}

/** What is less adds nothing to a sum of 1, and denormal products, which processors are slow at, would come of it. */
const NOTHING = 1e-25

/** Rows of a square that is turned over while it is in the cache. */
const TILE = 64

/** `p ← (p + pᵀ) / 2n`, in place; returns `Σ p·log p`. */
export async function symmetrize(p: Float32Array, n: number): Promise<number> {
  const breath = new Breath()
  let sum = 0
  for (let rowTile = 0; rowTile < n; rowTile += TILE) {
    for (let columnTile = 0; columnTile <= rowTile; columnTile += TILE) {
      for (let i = rowTile; i < Math.min(n, rowTile + TILE); i++) {
        for (let j = columnTile; j < Math.min(i, columnTile + TILE); j++) {
          const both = Math.fround(((p[i * n + j] ?? 0) + (p[j * n + i] ?? 0)) / (2 * n))
          const value = both < NOTHING ? 0 : both
          p[i * n + j] = value
          p[j * n + i] = value
          if (value > 0) sum += 2 * value * log(value)
        }
      }
    }
    await breath.take()
  }
  return sum
}
