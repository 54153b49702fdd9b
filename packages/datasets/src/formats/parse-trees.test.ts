import { AeError } from '@ae/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseTrees } from './parse-trees'
import { printTree } from './print-tree'
import type { Tree } from './tree'

test('reads the trees of a treebank, over several lines, with and without a label outside', () => {
  const text = '( (S\n  (NP (PRP it))\n  (VP (VBZ works)) (. .)))\n(NP (-LRB- [) (NN tea))'
  expect(parseTrees(text)).toEqual([
    {
      label: '',
      children: [
        {
          label: 'S',
          children: [
            { label: 'NP', children: [{ label: 'PRP', children: ['it'] }] },
            { label: 'VP', children: [{ label: 'VBZ', children: ['works'] }] },
            { label: '.', children: ['.'] },
          ],
        },
      ],
    },
    {
      label: 'NP',
      children: [
        { label: '-LRB-', children: ['['] },
        { label: 'NN', children: ['tea'] },
      ],
    },
  ])
})

test('keeps words, empty constituents and empty labels apart', () => {
  expect(parseTrees('(NP the (NN) cat)()( x)')).toEqual([
    { label: 'NP', children: ['the', { label: 'NN', children: [] }, 'cat'] },
    { label: '', children: [] },
    { label: '', children: ['x'] },
  ])
  expect(parseTrees(new TextEncoder().encode(' \n'))).toEqual([])
})

test('reads back every tree that is written', () => {
  const word = fc.string({ minLength: 1, maxLength: 4, unit: fc.constantFrom('a', 'é', '-', '.', '😀') })
  const { tree } = fc.letrec<{ tree: Tree; child: Tree | string }>((tie) => ({
    tree: fc.record({
      label: fc.oneof(word, fc.constant('')),
      children: fc.array(tie('child'), { maxLength: 4, depthIdentifier: 'tree' }),
    }),
    child: fc.oneof({ depthIdentifier: 'tree', maxDepth: 5 }, word, tie('tree')),
  }))
  fc.assert(
    fc.property(fc.array(tree, { maxLength: 3 }), (trees) => {
      expect(parseTrees(trees.map(printTree).join('\n'))).toEqual(trees)
    }),
  )
})

test('deep nesting ends in an error, never in an exhausted stack', () => {
  const nested = (depth: number): string => '(a '.repeat(depth) + ')'.repeat(depth)
  expect(() => parseTrees(nested(501))).toThrow(
    'at character 1500 (line 1), expected at most 500 open brackets',
  )
  expect(parseTrees(nested(500))).toHaveLength(1)
  const [deep] = parseTrees(nested(200_000), { maxDepth: 200_000 })
  if (deep === undefined) throw new AeError('state', 'no tree')
  expect(printTree(deep)).toHaveLength(4 * 200_000 - 1)
})

test.each([
  ['a word outside', '(a b)\nc', "at character 6 (line 2), expected '('. Received: 'c'."],
  ['a bracket too many', '(a))', "expected '('. Received: ')'."],
  ['a bracket too few', '(a\n(b', '(line 2), expected 2 closing brackets. Received: the end.'],
])('refuses %s', (_, text, message) => {
  expect(() => parseTrees(text)).toThrow(message)
})

test.each([
  { label: 'a b', children: [] },
  { label: 'a', children: [''] },
  { label: 'a', children: ['('] },
])('writes no tree that reads back as another: %o', (tree) => {
  expect(() => printTree(tree)).toThrow('without brackets and white space')
})
