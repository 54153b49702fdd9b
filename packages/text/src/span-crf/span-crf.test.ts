import { createRng } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { describe, expect, test } from 'vitest'
import { type BinaryTree, bestTrees, inside, rightBranching, sampleTrees, treeScores, treeSpans } from '..'

/** 1, 1, 2, 5, 14, …: binary trees over n + 1 words. */
const CATALAN = [1, 1, 2, 5, 14, 42, 132]

function allTrees(start: number, end: number): readonly BinaryTree[] {
  if (start === end) return [start]
  return Array.from({ length: end - start }, (_, i) => start + i).flatMap((last) =>
    allTrees(start, last).flatMap((left) =>
      allTrees(last + 1, end).map((right) => [left, right] as BinaryTree),
    ),
  )
}

/** Sum of the scores of a tree, in float64. */
function scoreOf(scores: readonly (readonly number[])[], tree: BinaryTree, words: number): number {
  const leaves = Array.from({ length: words }, (_, i) => scores[i]?.[i] ?? Number.NaN)
  const spans = treeSpans(tree).map(({ start, end }) => scores[start]?.[end] ?? Number.NaN)
  return [...leaves, ...spans].reduce((sum, value) => sum + value, 0)
}

const disposeAll = (...tensors: readonly tf.Tensor[]): void => tf.dispose([...tensors])

describe('inside', () => {
  test.each([1, 2, 3, 4, 5, 6, 7])('without scores, all trees over %i words are alike', async (words) => {
    const scores = tf.zeros([2, words, words])
    const { logPartition, entropy, charts } = inside(scores)
    const expected = Math.log(CATALAN[words - 1] ?? Number.NaN)
    for (const value of [...(await logPartition.data()), ...(await entropy.data())])
      expect(value).toBeCloseTo(expected, 5)
    expect(charts.map(({ shape }) => shape)).toEqual(charts.map((_, i) => [2, words - i]))
    disposeAll(scores, logPartition, entropy, ...charts)
  })

  test.each([2, 3, 5, 7])('is the sum over all trees over %i words', async (words) => {
    const scores = tf.tidy(() => createRng(words).normal([3, words, words]).mul(2)) as tf.Tensor3D
    const { logPartition, entropy, charts } = inside(scores)
    const [values, sums, entropies] = [await scores.array(), await logPartition.data(), await entropy.data()]
    const trees = allTrees(0, words - 1)
    for (const [row, own] of values.entries()) {
      const logs = trees.map((tree) => scoreOf(own, tree, words))
      const most = Math.max(...logs)
      const total = most + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - most), 0))
      expect(Math.abs((sums[row] ?? Number.NaN) - total)).toBeLessThan(1e-5)
      const nats = logs.reduce((sum, log) => sum - Math.exp(log - total) * (log - total), 0)
      expect(Math.abs((entropies[row] ?? Number.NaN) - nats)).toBeLessThan(1e-5)
    }
    disposeAll(scores, logPartition, entropy, ...charts)
  })

  test('its gradient is the probability of each span, which sum to 2 T − 1', async () => {
    const words = 6
    const scores = createRng(1).normal([2, words, words])
    const marginals = tf.tidy(() =>
      tf.grad((s: tf.Tensor) => inside(s).logPartition.sum())(scores),
    ) as tf.Tensor3D
    const [values, all] = [await scores.array(), await marginals.array()]
    const trees = allTrees(0, words - 1)
    for (const [row, own] of (values as number[][][]).entries()) {
      const weights = trees.map((tree) => Math.exp(scoreOf(own, tree, words)))
      const total = weights.reduce((sum, weight) => sum + weight, 0)
      let sum = 0
      for (let start = 0; start < words; start++) {
        for (let end = 0; end < words; end++) {
          const received = all[row]?.[start]?.[end] ?? Number.NaN
          const share = trees.reduce<number>((part, tree, i) => {
            const has =
              start === end || treeSpans(tree).some((span) => span.start === start && span.end === end)
            return has ? part + (weights[i] ?? 0) / total : part
          }, 0)
          expect(Math.abs(received - share)).toBeLessThan(1e-5)
          sum += received
        }
      }
      expect(sum).toBeCloseTo(2 * words - 1, 4)
    }
    disposeAll(scores, marginals)
  })

  test('the gradient of the entropy is that of finite differences', async () => {
    const words = 4
    const scores = createRng(3).normal([1, words, words])
    const slope = tf.tidy(() => tf.grad((s: tf.Tensor) => inside(s).entropy.sum())(scores))
    const entropyOf = (flat: Float64Array): number => {
      const own = Array.from({ length: words }, (_, i) => Array.from(flat.slice(i * words, (i + 1) * words)))
      const logs = allTrees(0, words - 1).map((tree) => scoreOf(own, tree, words))
      const total = Math.log(logs.reduce((sum, log) => sum + Math.exp(log), 0))
      return logs.reduce((sum, log) => sum - Math.exp(log - total) * (log - total), 0)
    }
    const base = Float64Array.from(await scores.data())
    for (const [i, received] of (await slope.data()).entries()) {
      const [up, down] = [base.slice(), base.slice()]
      up[i] = (up[i] ?? 0) + 1e-4
      down[i] = (down[i] ?? 0) - 1e-4
      expect(Math.abs((entropyOf(up) - entropyOf(down)) / 2e-4 - received)).toBeLessThan(1e-4)
    }
    disposeAll(scores, slope)
  })

  test('what every tree has changes no tree', async () => {
    const words = 5
    const scores = createRng(4).normal([1, words, words])
    const raised = tf.tidy(() => scores.add(tf.eye(words).mul(3)))
    const [plain, shifted] = [inside(scores), inside(raised)]
    expect((await shifted.entropy.data())[0]).toBeCloseTo((await plain.entropy.data())[0] ?? Number.NaN, 5)
    const gap = (await shifted.logPartition.data())[0] ?? Number.NaN
    expect(gap - ((await plain.logPartition.data())[0] ?? 0)).toBeCloseTo(3 * words, 4)
    disposeAll(
      scores,
      raised,
      ...[plain, shifted].flatMap((all) => [all.logPartition, all.entropy, ...all.charts]),
    )
  })

  test('below the diagonal nothing is read, and nothing is left behind', async () => {
    const scores = createRng(5).normal([1, 4, 4])
    const spoilt = tf.tidy(() =>
      tf.where(
        tf.linalg
          .bandPart(tf.ones([4, 4]), 0, -1)
          .toBool()
          .expandDims(0),
        scores,
        Number.NaN,
      ),
    )
    const before = tf.memory().numTensors
    const [a, b] = [inside(scores), inside(spoilt)]
    expect(await b.logPartition.data()).toEqual(await a.logPartition.data())
    disposeAll(...[a, b].flatMap((all) => [all.logPartition, all.entropy, ...all.charts]))
    expect(tf.memory().numTensors).toBe(before)
    disposeAll(scores, spoilt)
  })

  test('mistakes are named', () => {
    expect(() => tf.tidy(() => inside(tf.zeros([2, 3, 4])).entropy)).toThrowErrorMatchingInlineSnapshot(
      `[AeError: inside: expected scores of spans, [B, T, T]. Received: [2, 3, 4].]`,
    )
    expect(() =>
      tf.tidy(() => treeScores(tf.zeros([1, 3, 3]), [rightBranching(4)])),
    ).toThrowErrorMatchingInlineSnapshot(
      `[AeError: treeScores: expected 1 trees over 3 words. Received: a tree over others.]`,
    )
    // As many spans as it should have, of other words.
    const elsewhere: readonly BinaryTree[] = [
      [1, [2, 3]],
      [[0, 2], 1],
    ]
    for (const tree of elsewhere) {
      expect(() => tf.tidy(() => treeScores(tf.zeros([1, 3, 3]), [tree]))).toThrow('a tree over others')
    }
    expect(() => tf.tidy(() => treeScores(tf.zeros([2, 3, 3]), [0]))).toThrowErrorMatchingInlineSnapshot(
      `[AeError: treeScores: expected 2 trees over 3 words. Received: 1 trees.]`,
    )
  })
})

describe('trees of scores', () => {
  test('are drawn as often as they are likely', async () => {
    const words = 5
    const scores = createRng(6).normal([1, words, words]) as tf.Tensor3D
    const trees = allTrees(0, words - 1)
    const copies = tf.tidy(() => scores.tile([trees.length, 1, 1]))
    const logs = tf.tidy(() => treeScores(copies, trees).sub(inside(scores).logPartition))
    const probabilities = Array.from(await logs.data(), Math.exp)
    expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5)

    const before = tf.memory().numTensors
    const count = 20_000
    const [drawn = []] = await sampleTrees(scores, { count, rng: createRng(7) })
    expect(tf.memory().numTensors).toBe(before)
    const counts = new Map<string, number>()
    for (const tree of drawn) counts.set(JSON.stringify(tree), (counts.get(JSON.stringify(tree)) ?? 0) + 1)
    const chiSquare = trees.reduce<number>((sum, tree, i) => {
      const expected = count * (probabilities[i] ?? Number.NaN)
      return sum + ((counts.get(JSON.stringify(tree)) ?? 0) - expected) ** 2 / expected
    }, 0)
    // 13 degrees of freedom: more than 34.5 has probability .001.
    expect(chiSquare).toBeLessThan(34.5)
    disposeAll(scores, copies, logs)
  })

  test('the best is the best of all', async () => {
    const words = 6
    const scores = createRng(8).normal([20, words, words]) as tf.Tensor3D
    const [values, found] = [await scores.array(), await bestTrees(scores)]
    const trees = allTrees(0, words - 1)
    for (const [row, own] of values.entries()) {
      const most = Math.max(...trees.map((tree) => scoreOf(own, tree, words)))
      expect(scoreOf(own, found[row] ?? 0, words)).toBeCloseTo(most, 6)
    }
    scores.dispose()
  })

  test('one word has one tree', async () => {
    const scores = tf.tensor3d([2], [1, 1, 1])
    expect(await bestTrees(scores)).toEqual([0])
    expect(await sampleTrees(scores, { rng: createRng(1) })).toEqual([[0]])
    scores.dispose()
  })
})
