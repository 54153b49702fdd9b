import { describe, expect, test } from 'vitest'
import { sha256Hex } from '../../cache/sha256'
import { NOUNS } from './lexicon'
import { bracketed, type SyntaxTree, wordsOf } from './syntax-tree'
import { type SyntheticSentence, syntheticSentences } from './synthetic-sentences'

const textOf = ({ tokens }: SyntheticSentence): string => tokens.join(' ')

/** All nodes of a tree, the root first. */
function nodesOf(tree: SyntaxTree): readonly SyntaxTree[] {
  return 'word' in tree ? [tree] : [tree, ...tree.children.flatMap(nodesOf)]
}

function isSubsequence(part: readonly string[], whole: readonly string[]): boolean {
  let next = 0
  for (const token of whole) if (token === part[next]) next++
  return next === part.length
}

const { train, test: held } = syntheticSentences({ seed: 1, train: 1000, test: 200 })

describe('syntheticSentences', () => {
  test('gives the same sentences for the same seed', async () => {
    const [first] = train
    expect(
      first === undefined ? '' : [textOf(first), first.summary.join(' '), bracketed(first.tree)],
    ).toMatchInlineSnapshot(`
      [
        "this young hungry singer arrives",
        "this singer arrives",
        "(S (NP (DT this) (JJ young) (JJ hungry) (NN singer)) (VP (VBZ arrives)))",
      ]
    `)
    const text = new TextEncoder().encode([...train, ...held].map(textOf).join('\n'))
    expect(await sha256Hex(text)).toMatchInlineSnapshot(
      `"19669fccca72708e47e5791b2b491d89f2d18e474ebe6793f929972af887d76d"`,
    )
  })

  test('says nothing twice, and nothing in the test that was in the training', () => {
    expect(new Set([...train, ...held].map(textOf)).size).toBe(1200)
  })

  test('gives each sentence the tree that it was read from', () => {
    for (const { tokens, tree } of train) {
      expect(wordsOf(tree)).toEqual(tokens)
      expect(tree.label).toBe('S')
      expect(nodesOf(tree).every((node) => 'word' in node || node.children.length > 0)).toBe(true)
    }
  })

  test('summarises in three to five words of the sentence, in their order', () => {
    for (const { tokens, summary } of train) {
      expect(isSubsequence(summary, tokens)).toBe(true)
      expect([3, 5]).toContain(summary.length)
    }
    expect(train.filter(({ tokens, summary }) => summary.length < tokens.length).length).toBeGreaterThan(700)
  })

  test('makes subject and verb agree, also across what stands between them', () => {
    for (const { summary } of train) {
      const [, noun = '', verb = ''] = summary
      expect([NOUNS.includes(noun), verb.endsWith('s')]).toEqual([NOUNS.includes(noun), NOUNS.includes(noun)])
    }
  })

  test('uses every construction', () => {
    const labels = new Set(train.flatMap(({ tree }) => nodesOf(tree).map(({ label }) => label)))
    expect([...labels].sort()).toMatchInlineSnapshot(`
      [
        "ADVP",
        "CC",
        "DT",
        "IN",
        "JJ",
        "NN",
        "NNS",
        "NP",
        "PP",
        "RB",
        "S",
        "SBAR",
        "VBP",
        "VBZ",
        "VP",
        "WHNP",
        "WP",
      ]
    `)
  })
})
