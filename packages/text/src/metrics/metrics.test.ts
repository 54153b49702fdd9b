import { describe, expect, test } from 'vitest'
import { bracketScores, leftBranching, rightBranching, rouge, treeSpans } from '..'

describe('rouge', () => {
  test('is what is known of two short sentences', () => {
    const { rouge1, rouge2, rougeL } = rouge(['the', 'cat', 'sat'], [['the', 'cat', 'sat', 'down']])
    expect(rouge1.f1).toBeCloseTo(0.857, 3)
    expect([rouge2.precision, rouge2.recall, rouge2.f1]).toEqual([1, 2 / 3, 0.8])
    expect(rougeL.f1).toBeCloseTo(0.857, 3)
  })

  test('counts a token as often as it is in both, and order only for pairs and L', () => {
    const { rouge1, rouge2, rougeL } = rouge(['b', 'a', 'a', 'a'], [['a', 'b', 'a']])
    expect(rouge1).toEqual({ precision: 3 / 4, recall: 1, f1: 6 / 7 })
    expect(rouge2.precision).toBe(1 / 3)
    expect(rougeL.recall).toBe(2 / 3)
  })

  test('takes the best of several references, and what it is told to compare', () => {
    const stem = (token: string): string => token.replace(/s$/u, '')
    const references = [['dogs'], ['cats', 'sleep']]
    expect(rouge(['cat', 'sleeps'], references, { normalize: stem }).rouge1.f1).toBe(1)
    expect(rouge(['Dogs'], references).rouge1.f1).toBe(1)
  })

  test('nothing has nothing in common', () => {
    expect(rouge([], [['a']]).rougeL).toEqual({ precision: 0, recall: 0, f1: 0 })
    expect(rouge(['a'], []).rouge2).toEqual({ precision: 0, recall: 0, f1: 0 })
  })
})

describe('bracketScores', () => {
  test('leaves out single words and whole sentences', () => {
    const [right, left] = [treeSpans(rightBranching(4)), treeSpans(leftBranching(4))]
    const same = bracketScores([{ words: 4, gold: right, predicted: right }])
    expect(same).toEqual({ precision: 1, recall: 1, f1: 1, sentenceF1: 1, sentences: 1 })
    expect(bracketScores([{ words: 4, gold: right, predicted: left }]).f1).toBe(0)
    const single = { start: 1, end: 1 }
    expect(bracketScores([{ words: 4, gold: right, predicted: [...right, single, single] }]).f1).toBe(1)
  })

  test('counts over sentences for one F1, and takes the mean of each for the other', () => {
    const gold = [
      { start: 0, end: 1 },
      { start: 0, end: 2 },
    ]
    const none = { words: 3, gold: [{ start: 0, end: 2 }], predicted: [] }
    const half = { words: 4, gold, predicted: [{ start: 0, end: 1 }] }
    const scores = bracketScores([half, none, { words: 1, gold: [], predicted: [] }])
    expect(scores).toMatchObject({ precision: 1, recall: 1 / 2, sentences: 2 })
    expect(scores.sentenceF1).toBeCloseTo((2 / 3 + 1) / 2, 12)
  })

  test('sentences of two words have no span to find, which is found; no sentences are no scores', () => {
    const nothing = bracketScores([{ words: 2, gold: [], predicted: [] }])
    expect(nothing).toEqual({ precision: 1, recall: 1, f1: 1, sentenceF1: 1, sentences: 1 })
    expect(() => bracketScores([{ words: 1, gold: [], predicted: [] }])).toThrow(
      'a sentence of two words or more',
    )
  })

  test('a treebank without a span is recalled whole', () => {
    const { sentenceF1 } = bracketScores([
      { words: 3, gold: [], predicted: [{ start: 0, end: 1 }] },
      { words: 2, gold: [], predicted: [{ start: 0, end: 1 }] },
    ])
    expect(sentenceF1).toBe(1 / 2)
  })

  test('mistakes are named', () => {
    expect(() =>
      bracketScores([{ words: 3, gold: [{ start: 1, end: 3 }], predicted: [] }]),
    ).toThrowErrorMatchingInlineSnapshot(
      `[AeError: bracketScores: expected spans within 3 words. Received: one from 1 to 3.]`,
    )
  })
})
