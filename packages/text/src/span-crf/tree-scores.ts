import { AeError } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { type BinaryTree, treeSpans } from '../trees/binary-tree'
import { requireSpanScores } from './inside'

/**
 * The sum of the scores of each tree's spans, those of single words among them; less the log partition, it is the log
 * probability of the tree. Gradients flow to the scores.
 *
 * @param scores [B, T, T], borrowed
 * @param trees  one for each sentence
 * @returns [B], the caller's
 * @throws AeError `shape` unless there are as many trees as sentences, over as many words
 */
export function treeScores(scores: tf.Tensor, trees: readonly BinaryTree[]): tf.Tensor1D {
  requireSpanScores('treeScores', scores)
  const [batch = 0, words = 1] = scores.shape
  const received = trees.length === batch ? trees.find((tree) => !isOver(tree, words)) : -1
  if (received !== undefined) {
    const what = trees.length === batch ? 'a tree over others' : `${trees.length} trees`
    throw new AeError('shape', `treeScores: expected ${batch} trees over ${words} words. Received: ${what}.`)
  }
  const mask = new Float32Array(batch * words * words)
  for (const [row, tree] of trees.entries()) {
    const leaves = Array.from({ length: words }, (_, place) => ({ start: place, end: place }))
    for (const { start, end } of [...leaves, ...treeSpans(tree)])
      mask[(row * words + start) * words + end] = 1
  }
  return tf.tidy(() => {
    const inTree = tf.tensor3d(mask, [batch, words, words])
    // Not a product: below the diagonal there may be anything.
    return tf.where(inTree.toBool(), scores, tf.zerosLike(scores)).sum<tf.Tensor1D>([1, 2])
  })
}

/** Whether the leaves of a tree are all words of a sentence, in their order. */
function isOver(tree: BinaryTree, words: number): boolean {
  const leaves = leavesOf(tree)
  return leaves.length === words && leaves.every((leaf, place) => leaf === place)
}

function leavesOf(tree: BinaryTree): readonly number[] {
  return typeof tree === 'number' ? [tree] : tree.flatMap(leavesOf)
}
