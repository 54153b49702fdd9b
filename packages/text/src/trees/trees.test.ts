import { createRng } from '@ae/core'
import { describe, expect, test } from 'vitest'
import {
  type BinaryTree,
  binarize,
  type Constituent,
  constituentSpans,
  leftBranching,
  randomTree,
  rightBranching,
  treeActions,
  treeFromActions,
  treeFromSpans,
  treeSpans,
} from '..'

describe('binary trees', () => {
  test('1,000 random ones come back from their spans and from their actions', () => {
    const rng = createRng(1)
    for (let i = 0; i < 1000; i++) {
      const words = 1 + rng.integer(20)
      const tree = randomTree(words, rng)
      const spans = treeSpans(tree)
      expect(spans).toHaveLength(words - 1)
      const order = Array.from(rng.permutation(spans.length), (place) => spans[place] ?? { start: 0, end: 0 })
      expect(treeFromSpans(order, words)).toEqual(tree)
      const actions = treeActions(tree)
      expect(actions.filter((action) => action === 'shift')).toHaveLength(words)
      expect(actions.filter((action) => action === 'reduce')).toHaveLength(words - 1)
      expect(treeFromActions(actions)).toEqual(tree)
    }
  })

  test('branch to either side', () => {
    expect(rightBranching(4)).toEqual([0, [1, [2, 3]]])
    expect(leftBranching(4)).toEqual([[[0, 1], 2], 3])
    expect(rightBranching(1)).toBe(0)
  })

  test('random ones are cut anywhere', () => {
    const rng = createRng(2)
    const cuts = new Map<number, number>()
    for (let i = 0; i < 3000; i++) {
      const [left] = randomTree(4, rng) as readonly [BinaryTree, BinaryTree]
      const size = treeSpans(left).length
      cuts.set(size, (cuts.get(size) ?? 0) + 1)
    }
    for (const size of [0, 1, 2]) expect(Math.abs((cuts.get(size) ?? 0) / 3000 - 1 / 3)).toBeLessThan(0.03)
  })

  test('mistakes are named', () => {
    const span = (start: number, end: number) => ({ start, end })
    expect(() => treeFromSpans([span(0, 1), span(1, 2)], 3)).toThrowErrorMatchingInlineSnapshot(
      `[AeError: treeFromSpans: expected the spans of a binary tree over 3 words. Received: one from 1 to 2 that two others do not make up.]`,
    )
    expect(() => treeFromSpans([span(0, 1)], 3)).toThrowErrorMatchingInlineSnapshot(
      `[AeError: treeFromSpans: expected 2 spans that make up a binary tree over 3 words. Received: 1, without the whole.]`,
    )
    expect(() => treeFromSpans([span(0, 2)], 3)).toThrowErrorMatchingInlineSnapshot(
      `[AeError: treeFromSpans: expected the spans of a binary tree over 3 words. Received: one from 0 to 2 that two others do not make up.]`,
    )
    expect(() => treeFromSpans([span(0, 1), span(0, 1), span(0, 2)], 3)).toThrow('treeFromSpans')
    expect(() => treeFromSpans([span(1, 7)], 3)).toThrow('treeFromSpans')
    expect(() => treeFromActions(['shift', 'reduce'])).toThrowErrorMatchingInlineSnapshot(
      `[AeError: treeFromActions: expected 'shift', or 'reduce' with two trees on the stack. Received: 'reduce' after 1 words.]`,
    )
    expect(() => treeFromActions(['shift', 'shift'])).toThrowErrorMatchingInlineSnapshot(
      `[AeError: treeFromActions: expected one tree to be left. Received: 2 after 2 words.]`,
    )
    expect(() => treeFromActions([])).toThrow('treeFromActions')
  })
})

const leaf = (label: string, word: string): Constituent => ({ label, children: [word] })

describe('binarize', () => {
  const tree: Constituent = {
    label: '',
    children: [
      {
        label: 'S',
        children: [
          { label: 'NP', children: [leaf('DT', 'the'), leaf('JJ', 'old'), leaf('NN', 'cat')] },
          { label: 'VP', children: [leaf('VBD', 'slept'), { label: 'NP', children: [leaf('-NONE-', '*')] }] },
          leaf('.', '.'),
        ],
      },
    ],
  }

  test('chains become one node, many parts lean right, traces vanish', () => {
    expect(binarize(tree)).toEqual({
      words: ['the', 'old', 'cat', 'slept', '.'],
      tree: [
        [0, [1, 2]],
        [3, 4],
      ],
    })
  })

  test('a node of n parts closes with n − 1 reductions', () => {
    const flat: Constituent = { label: 'NP', children: ['a', 'b', 'c', 'd'] }
    const { tree: binary } = binarize(flat) ?? { tree: 0 }
    expect(treeActions(binary).slice(-3)).toEqual(['reduce', 'reduce', 'reduce'])
    expect(treeActions(binary).slice(0, 4)).toEqual(['shift', 'shift', 'shift', 'shift'])
  })

  test('the spans of the treebank are those before that, each once', () => {
    const { words, spans } = constituentSpans(tree, { keep: (_, label) => !['.', '-NONE-'].includes(label) })
    expect(words).toEqual(['the', 'old', 'cat', 'slept'])
    expect(spans).toEqual([
      { start: 0, end: 2 },
      { start: 0, end: 3 },
    ])
  })

  test('a tree of traces has no words, and one without children is a mistake', () => {
    expect(binarize(leaf('-NONE-', '*'))).toBeUndefined()
    expect(() => binarize({ label: 'NP', children: [] })).toThrowErrorMatchingInlineSnapshot(
      `[AeError: binarize: expected a constituent with children. Received: 'NP' without.]`,
    )
  })
})
