import { syntheticSentences, udEnglishEwt } from '@ae/datasets'
import type { Lab } from './experiment'

/** A sentence with the part of speech of each word. */
export interface TaggedSentence {
  /** In lower case. */
  readonly words: readonly string[]
  /** As many: `NOUN`, or in a quick run `NN`. */
  readonly tags: readonly string[]
}

/** Sentences to learn from, and others to be judged by. */
export interface TaggedSentences {
  /** To learn from. */
  readonly train: readonly TaggedSentence[]
  /** Not among them. */
  readonly test: readonly TaggedSentence[]
}

/** Sentences of a quick run. */
const QUICK = { train: 1500, test: 200 }

/** English sentences of the web, 12,544 to learn from; in a quick run, those of a small grammar. */
export async function taggedSentences({ dataDir, seed }: Lab): Promise<TaggedSentences> {
  if (dataDir === undefined) {
    const { train, test } = syntheticSentences({ seed, ...QUICK })
    return { train: train.map(({ tree }) => tagged(tree)), test: test.map(({ tree }) => tagged(tree)) }
  }
  const { train, dev } = await udEnglishEwt({ dataDir, offline: true })
  const read = ({ tokens }: (typeof train)[number]): TaggedSentence => ({
    words: tokens.map(({ form }) => form.toLowerCase()),
    tags: tokens.map(({ upos }) => upos ?? 'X'),
  })
  return { train: train.map(read), test: dev.map(read) }
}

type Tree = ReturnType<typeof syntheticSentences>['train'][number]['tree']

function tagged(tree: Tree): TaggedSentence {
  if ('word' in tree) return { words: [tree.word], tags: [tree.label] }
  const parts = tree.children.map(tagged)
  return { words: parts.flatMap(({ words }) => words), tags: parts.flatMap(({ tags }) => tags) }
}
