import { AeError } from '@ae/core'
import type { Span } from '../trees/binary-tree'

/** A sentence with the spans it has and those it should have. */
export interface BracketPair {
  /** T. */
  readonly words: number
  /** Of the treebank. */
  readonly gold: Iterable<Span>
  /** Of the parser. */
  readonly predicted: Iterable<Span>
}

/** How alike trees are. */
export interface BracketScores {
  /** Share of predicted spans that are in the treebank, over all sentences. */
  readonly precision: number
  /** Share of the treebank's spans that are predicted, over all sentences. */
  readonly recall: number
  /** Harmonic mean of these two. */
  readonly f1: number
  /** Mean of the F1 of each sentence: what the unsupervised literature gives. */
  readonly sentenceF1: number
  /** Sentences that were judged. */
  readonly sentences: number
}

/**
 * F1 of unlabelled brackets. Spans of one word and those of a whole sentence are left out, for every tree has them; a span
 * counts once; sentences of one word are skipped. Where the treebank then has no span at all, of a sentence or of all, recall is
 * 1, and so is precision if none was predicted.
 *
 * @throws AeError `data` for a span that is not within its sentence, or if no sentence has two words
 * @see Kim et al. 2019, Unsupervised Recurrent Neural Network Grammars, §4 and its footnotes, arXiv:1904.03746
 */
export function bracketScores(pairs: Iterable<BracketPair>): BracketScores {
  let [shared, predictedCount, goldCount, sentences, sum] = [0, 0, 0, 0, 0]
  for (const { words, gold, predicted } of pairs) {
    if (words < 2) continue
    const [wanted, found] = [inner(gold, words), inner(predicted, words)]
    const common = [...found].filter((key) => wanted.has(key)).length
    const recall = wanted.size === 0 ? 1 : common / wanted.size
    const precision = found.size === 0 ? Number(wanted.size === 0) : common / found.size
    sum += harmonic(precision, recall)
    sentences++
    shared += common
    predictedCount += found.size
    goldCount += wanted.size
  }
  if (sentences === 0) {
    throw new AeError('data', 'bracketScores: expected a sentence of two words or more. Received: none.')
  }
  const recall = goldCount === 0 ? 1 : shared / goldCount
  const precision = predictedCount === 0 ? Number(goldCount === 0) : shared / predictedCount
  return { precision, recall, f1: harmonic(precision, recall), sentenceF1: sum / sentences, sentences }
}

function inner(spans: Iterable<Span>, words: number): ReadonlySet<string> {
  const kept = new Set<string>()
  for (const { start, end } of spans) {
    if (!(Number.isInteger(start) && Number.isInteger(end) && start >= 0 && end >= start && end < words)) {
      throw new AeError(
        'data',
        `bracketScores: expected spans within ${words} words. Received: one from ${start} to ${end}.`,
      )
    }
    if (end > start && end - start < words - 1) kept.add(`${start} ${end}`)
  }
  return kept
}

function harmonic(precision: number, recall: number): number {
  return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall)
}
