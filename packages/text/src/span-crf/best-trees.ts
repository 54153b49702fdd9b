import type * as tf from '@tensorflow/tfjs'
import type { BinaryTree } from '../trees/binary-tree'
import { requireSpanScores } from './inside'

/**
 * The tree of each sentence whose spans' scores sum to the most: CKY, in float64. Of equals the one that is cut first.
 *
 * @param scores [B, T, T], borrowed
 * @returns one tree a sentence
 * @throws AeError `shape`
 * @see Younger 1967, Recognition and Parsing of Context-Free Languages in Time n³
 */
export async function bestTrees(scores: tf.Tensor): Promise<BinaryTree[]> {
  requireSpanScores('bestTrees', scores)
  const [batch = 0, words = 1] = scores.shape
  const values = await scores.data()
  const size = words * words
  return Array.from({ length: batch }, (_, row) => best(values.subarray(row * size, (row + 1) * size), words))
}

function best(scores: ArrayLike<number>, words: number): BinaryTree {
  const sums = Float64Array.from(scores)
  const cuts = new Int32Array(words * words)
  for (let width = 2; width <= words; width++) {
    for (let start = 0; start + width <= words; start++) {
      const end = start + width - 1
      let most = Number.NEGATIVE_INFINITY
      let at = start
      for (let last = start; last < end; last++) {
        const sum = (sums[start * words + last] ?? 0) + (sums[(last + 1) * words + end] ?? 0)
        if (sum > most) {
          most = sum
          at = last
        }
      }
      sums[start * words + end] = (sums[start * words + end] ?? 0) + most
      cuts[start * words + end] = at
    }
  }
  const grown = (start: number, end: number): BinaryTree => {
    if (start === end) return start
    const last = cuts[start * words + end] ?? start
    return [grown(start, last), grown(last + 1, end)]
  }
  return grown(0, words - 1)
}
