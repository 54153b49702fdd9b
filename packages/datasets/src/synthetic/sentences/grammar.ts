import type { Draws } from '../draws'
import {
  ADJECTIVES,
  ADVERBS,
  CLAUSAL,
  INTRANSITIVE,
  NOUNS,
  PLACES,
  PREPOSITIONS,
  TRANSITIVE,
  type Verb,
} from './lexicon'
import { type SyntaxTree, wordsOf } from './syntax-tree'

/** Deeper phrases than this get no more modifiers. */
const DEEPEST = 3

/** A phrase with what of it belongs into a summary. */
export interface Phrase {
  /** Its tree. */
  readonly tree: SyntaxTree
  /** Its words without the modifiers. */
  readonly summary: readonly string[]
}

/** How a phrase is to be made. */
interface Setting {
  readonly draws: Draws
  readonly depth: number
  readonly plural: boolean
}

const word = (label: string, text: string): SyntaxTree => ({ label, word: text })
const phrase = (label: string, ...children: readonly SyntaxTree[]): SyntaxTree => ({ label, children })

/**
 * A sentence, drawn from a probabilistic context-free grammar with agreement in number.
 *
 * The summary keeps what is claimed: the heads of subject and object with their verb, of the main clause before
 * `because`, of the clause after `but`, and of what somebody says, thinks, knows or hopes.
 */
export function randomSentence(draws: Draws): Phrase {
  const first = clause(draws, 0)
  if (!draws.chance(0.22)) return first
  const second = clause(draws, 1)
  if (draws.chance(0.5)) {
    const tree = phrase('S', first.tree, word('CC', 'but'), second.tree)
    return { tree, summary: second.summary }
  }
  const reason = phrase('SBAR', word('IN', 'because'), second.tree)
  return { tree: phrase('S', first.tree, reason), summary: first.summary }
}

function clause(draws: Draws, depth: number): Phrase {
  const setting = { draws, depth, plural: draws.chance(0.35) }
  const subject = nounPhrase(setting)
  if (depth < 2 && draws.chance(0.18)) {
    const content = clause(draws, depth + 1)
    const report = phrase('SBAR', word('IN', 'that'), content.tree)
    const tree = phrase('S', subject.tree, phrase('VP', verb(CLAUSAL, setting), report))
    return { tree, summary: content.summary }
  }
  const action = verbPhrase(setting)
  return { tree: phrase('S', subject.tree, action.tree), summary: [...subject.summary, ...action.summary] }
}

function verbPhrase(setting: Setting): Phrase {
  const { draws, depth } = setting
  const intransitive = draws.chance(0.3)
  const head = verb(intransitive ? INTRANSITIVE : TRANSITIVE, setting)
  const object = intransitive
    ? undefined
    : nounPhrase({ draws, depth: depth + 1, plural: draws.chance(0.35) })
  const extras = [
    ...(draws.chance(0.25) ? [phrase('ADVP', word('RB', draws.pick(ADVERBS)))] : []),
    ...(draws.chance(0.35) ? [place(draws)] : []),
  ]
  const parts = object === undefined ? [head, ...extras] : [head, object.tree, ...extras]
  return { tree: phrase('VP', ...parts), summary: [...wordsOf(head), ...(object?.summary ?? [])] }
}

function nounPhrase(setting: Setting): Phrase {
  const { draws, depth, plural } = setting
  const determiner = word(
    'DT',
    draws.chance(0.6) ? 'the' : plural ? draws.pick(['some', 'two']) : draws.pick(['every', 'this']),
  )
  const noun = word(plural ? 'NNS' : 'NN', draws.pick(NOUNS) + (plural ? 's' : ''))
  const adjectives = Array.from({ length: draws.chance(0.4) ? (draws.chance(0.2) ? 2 : 1) : 0 }, () =>
    word('JJ', draws.pick(ADJECTIVES)),
  )
  const core = phrase('NP', determiner, ...adjectives, noun)
  const summary = [...wordsOf(determiner), ...wordsOf(noun)]
  if (depth >= DEEPEST) return { tree: core, summary }
  if (draws.chance(0.15)) return { tree: phrase('NP', core, place(draws)), summary }
  if (draws.chance(0.12)) {
    const action = verbPhrase({ draws, depth: depth + 2, plural })
    const relative = phrase('SBAR', phrase('WHNP', word('WP', 'who')), phrase('S', action.tree))
    return { tree: phrase('NP', core, relative), summary }
  }
  return { tree: core, summary }
}

function place(draws: Draws): SyntaxTree {
  const where = phrase('NP', word('DT', 'the'), word('NN', draws.pick(PLACES)))
  return phrase('PP', word('IN', draws.pick(PREPOSITIONS)), where)
}

function verb(verbs: readonly Verb[], { draws, plural }: Setting): SyntaxTree {
  return word(plural ? 'VBP' : 'VBZ', draws.pick(verbs)[plural ? 1 : 0])
}
