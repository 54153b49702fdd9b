import { describe, expect, test } from 'vitest'
import { NgramModel, SPECIAL_TOKENS } from '..'

const [A, B, C] = [5, 6, 7]
const sentences = [
  [A, B],
  [A, B],
  [A, C],
  [B, C],
]
const V = 8

describe('NgramModel', () => {
  test('is what the formulas give by hand', () => {
    const model = NgramModel.fit(sentences, { order: 2, vocabularySize: V })
    // Bigrams: s a ×3, s b, a b ×2, a c, b / ×2, b c, c / ×2; c(a) = 3, of two kinds. n₁ = 3, n₂ = 3: D = 1 / 3.
    const D = 1 / 3
    // Continuations of a: {s}, b: {s, a}, c: {a, b}, end: {b, c}: 7 in all, of 4 kinds. n₁ = 1, n₂ = 3: D = 1 / 7.
    const unigram = (kinds: number): number => (kinds - 1 / 7 + ((1 / 7) * 4) / V) / 7
    const unseen = ((1 / 7) * 4) / V / 7
    expect(Math.exp(model.logProbability([A], B))).toBeCloseTo((2 - D + D * 2 * unigram(2)) / 3, 12)
    expect(Math.exp(model.logProbability([A], C))).toBeCloseTo((1 - D + D * 2 * unigram(2)) / 3, 12)
    expect(Math.exp(model.logProbability([A], A))).toBeCloseTo((D * 2 * unigram(1)) / 3, 12)
    expect(Math.exp(model.logProbability([A], 0))).toBeCloseTo((D * 2 * unseen) / 3, 12)
    // A context that was never seen leaves the shorter one.
    expect(Math.exp(model.logProbability([SPECIAL_TOKENS.mask], B))).toBeCloseTo(unigram(2), 12)
  })

  test.each([1, 2, 3, 4])('of order %i, probabilities sum to 1 after any context', (order) => {
    const model = NgramModel.fit(sentences, { order, vocabularySize: V })
    for (const before of [[], [A], [B, C], [C, C, C], [A, B]]) {
      let sum = 0
      for (let token = 0; token < V; token++) sum += Math.exp(model.logProbability(before, token))
      expect(sum).toBeCloseTo(1, 12)
    }
  })

  test('perplexity is that of all tokens and ends', () => {
    const model = NgramModel.fit(sentences, { order: 2, vocabularySize: V })
    const nats = [A, B].map((token, i) => -model.logProbability([A, B].slice(0, i), token))
    const end = -model.logProbability([A, B], SPECIAL_TOKENS.end)
    expect(Array.from(model.nllPerToken([A, B]))).toEqual([...nats, end])
    expect(model.perplexity([[A, B]])).toBeCloseTo(Math.exp(((nats[0] ?? 0) + (nats[1] ?? 0) + end) / 3), 12)
    expect(model.perplexity([[C, C, A]])).toBeGreaterThan(model.perplexity([[A, B]]))
  })

  test('mistakes are named', () => {
    const fit = (sentence: number[]) => NgramModel.fit([sentence], { vocabularySize: V })
    expect(() => fit([8])).toThrowErrorMatchingInlineSnapshot(
      `[AeError: NgramModel: expected numbers of tokens, 0 to 7. Received: 8.]`,
    )
    expect(() => fit([A]).perplexity([])).toThrowErrorMatchingInlineSnapshot(
      `[AeError: NgramModel.perplexity: expected sentences. Received: none.]`,
    )
    expect(() => fit([A]).logProbability([], -1)).toThrowErrorMatchingInlineSnapshot(
      `[AeError: NgramModel: expected numbers of tokens, 0 to 7. Received: -1.]`,
    )
  })
})
