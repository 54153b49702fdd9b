import { expect, test } from 'vitest'
import * as text from '.'

test('the public surface is what is promised', () => {
  expect(Object.keys(text)).toMatchInlineSnapshot(`
    [
      "gumbelSoftmax",
      "leaveOneOut",
      "scoreFunction",
      "selfCritical",
      "NgramModel",
      "maskTokens",
      "bracketScores",
      "rouge",
      "MaskedLM",
      "bestTrees",
      "inside",
      "sampleTrees",
      "treeScores",
      "BytePairs",
      "splitWords",
      "tokenRows",
      "SPECIAL_TOKENS",
      "Vocabulary",
      "binarize",
      "constituentSpans",
      "leftBranching",
      "randomTree",
      "rightBranching",
      "treeActions",
      "treeFromActions",
      "treeFromSpans",
      "treeSpans",
    ]
  `)
})
