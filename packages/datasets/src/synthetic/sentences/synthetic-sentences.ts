import { createRng, type Rng, requireKnownOptions, requirePositiveInteger } from '@ae/core'
import { drawsFrom } from '../draws'
import { randomSentence } from './grammar'
import { type SyntaxTree, wordsOf } from './syntax-tree'

/** How many sentences to make up. */
export interface SyntheticSentencesOptions {
  /** Any whole number; the same seed gives the same sentences. */
  readonly seed: number
  /** Sentences to learn from. Default 4000. */
  readonly train?: number
  /** Sentences to test with. Default 500. */
  readonly test?: number
}

/** A sentence with its structure. */
export interface SyntheticSentence {
  /** Its words, in lower case, without a full stop. */
  readonly tokens: readonly string[]
  /** How it was derived. */
  readonly tree: SyntaxTree
  /** What it claims, without modifiers: a sentence made of words of `tokens`, in their order. */
  readonly summary: readonly string[]
}

/** The two parts of {@link syntheticSentences}. */
export interface SyntheticSentences {
  /** Sentences to learn from, all different. */
  readonly train: readonly SyntheticSentence[]
  /** Sentences that are not among the former, all different. */
  readonly test: readonly SyntheticSentence[]
}

/**
 * English sentences from a small probabilistic grammar, each with its tree and a summary.
 *
 * Subject and verb agree in number, relative clauses and reported speech nest, and about 120 words suffice: enough
 * structure to see whether a code keeps it, on a vocabulary that is learnt in minutes.
 *
 * @throws AeError `config` on a misspelt option or a number that is none
 * @example
 * const { train } = syntheticSentences({ seed: 1 })
 * train[0]?.tokens.join(' ')
 */
export function syntheticSentences(options: SyntheticSentencesOptions): SyntheticSentences {
  const subject = 'syntheticSentences'
  const { seed, train = 4000, test = 500 } = requireKnownOptions(subject, options, ['seed', 'train', 'test'])
  requirePositiveInteger(subject, 'train', train)
  requirePositiveInteger(subject, 'test', test)
  const rng = createRng(seed).fork('synthetic-sentences')
  const seen = new Set<string>()
  return { train: makeUp(rng.fork('train'), train, seen), test: makeUp(rng.fork('test'), test, seen) }
}

function makeUp(rng: Rng, count: number, seen: Set<string>): readonly SyntheticSentence[] {
  const draws = drawsFrom(rng)
  const sentences: SyntheticSentence[] = []
  // The grammar is recursive and has no end of sentences, so this has one.
  while (sentences.length < count) {
    const { tree, summary } = randomSentence(draws)
    const tokens = wordsOf(tree)
    const key = tokens.join(' ')
    if (seen.has(key)) continue
    seen.add(key)
    sentences.push({ tokens, tree, summary })
  }
  return sentences
}
