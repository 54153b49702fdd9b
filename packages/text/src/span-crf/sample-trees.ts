import { type Rng, requireKnownOptions, requirePositiveInteger } from '@ae/core'
import type * as tf from '@tensorflow/tfjs'
import type { BinaryTree } from '../trees/binary-tree'
import { inside, requireSpanScores } from './inside'

/** Options of {@link sampleTrees}. */
export interface SampleTreesOptions {
  /** Trees of each sentence. Default 1. */
  readonly count?: number
  /** Where chance comes from. */
  readonly rng: Rng
}

/**
 * Trees drawn from the distribution that scores of spans define, each independent of the others: from the top down, a cut
 * is drawn by the sums of the trees on both of its sides.
 *
 * @param scores [B, T, T], borrowed
 * @returns of each sentence, `count` trees
 * @throws AeError `config`, `shape`
 */
export async function sampleTrees(scores: tf.Tensor, options: SampleTreesOptions): Promise<BinaryTree[][]> {
  requireKnownOptions('sampleTrees', options, ['count', 'rng'])
  const count = requirePositiveInteger('sampleTrees', 'count', options.count ?? 1)
  requireSpanScores('sampleTrees', scores)
  const [batch = 0, words = 1] = scores.shape
  const { logPartition, entropy, charts } = inside(scores)
  try {
    const sums = await Promise.all(charts.map((chart) => chart.data()))
    return Array.from({ length: batch }, (_, row) => {
      const sumOf = (start: number, end: number): number =>
        sums[end - start]?.[row * (words - (end - start)) + start] ?? Number.NEGATIVE_INFINITY
      return Array.from({ length: count }, () => {
        const draws = options.rng.uniformArray(words)
        return drawn(sumOf, words, (node) => draws[node] ?? 0)
      })
    })
  } finally {
    for (const tensor of [logPartition, entropy, ...charts]) tensor.dispose()
  }
}

function drawn(
  sumOf: (start: number, end: number) => number,
  words: number,
  draw: (node: number) => number,
): BinaryTree {
  let nodes = 0
  const grown = (start: number, end: number): BinaryTree => {
    if (start === end) return start
    const logs = Array.from(
      { length: end - start },
      (_, cut) => sumOf(start, start + cut) + sumOf(start + cut + 1, end),
    )
    const largest = Math.max(...logs)
    const shares = logs.map((value) => Math.exp(value - largest))
    let left = draw(nodes++) * shares.reduce((sum, share) => sum + share, 0)
    // Rounding may leave a little after the last: then it is the last.
    let cut = shares.findIndex((share) => {
      left -= share
      return left < 0
    })
    if (cut < 0) cut = shares.length - 1
    return [grown(start, start + cut), grown(start + cut + 1, end)]
  }
  return grown(0, words - 1)
}
