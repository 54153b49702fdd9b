import { AeError, type Rng } from '@ae/core'

/** Numbers asked of the stream at once: one call a number would cost more than the drawing itself. */
const BLOCK_SIZE = 512

/** Normal draws are cut here, so that no example leaves its frame. Unit: standard deviations. */
const NORMAL_LIMIT = 3

/** One number at a time from an {@link Rng}. */
export interface Draws {
  /** Uniform in [low, high). */
  between(low: number, high: number): number
  /** An integer in [0, bound). */
  below(bound: number): number
  /** From N(0, deviation²), cut at three deviations. */
  normal(deviation: number): number
  /** True with this probability. */
  chance(probability: number): boolean
  /** One of `items`, each equally likely. */
  pick<T>(items: readonly T[]): T
}

/** Hands out numbers from two forks of `rng`, read in blocks. */
export function drawsFrom(rng: Rng): Draws {
  const uniforms = rng.fork('uniform')
  const normals = rng.fork('normal')
  const uniform = inBlocks(() => uniforms.uniformArray(BLOCK_SIZE))
  const normal = inBlocks(() => normals.normalArray(BLOCK_SIZE))
  const below = (bound: number): number => Math.floor(uniform() * bound)
  return {
    between: (low, high) => low + uniform() * (high - low),
    below,
    normal: (deviation) => deviation * Math.max(-NORMAL_LIMIT, Math.min(NORMAL_LIMIT, normal())),
    chance: (probability) => uniform() < probability,
    pick(items) {
      const index = below(items.length)
      const item = items[index]
      if (item === undefined)
        throw new AeError('config', 'drawsFrom.pick: `items` must not be empty. Received: [].')
      return item
    },
  }
}

function inBlocks(refill: () => Float32Array): () => number {
  let block: Float32Array = new Float32Array(0)
  let next = 0
  return () => {
    if (next === block.length) {
      block = refill()
      next = 0
    }
    return block[next++] ?? 0
  }
}
