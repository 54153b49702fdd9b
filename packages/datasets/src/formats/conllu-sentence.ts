/** What words of every kind have in a CoNLL-U file; a field that is `_` there is undefined here. */
export interface ConlluFields {
  /** The word as it stands in the text. */
  readonly form: string
  /** Its dictionary form, as it stands in the file: an underscore is the lemma of an underscore, or unknown. */
  readonly lemma: string
  /** Universal part of speech: `NOUN`. */
  readonly upos: string | undefined
  /** Part of speech of the treebank's own: `NNS`. */
  readonly xpos: string | undefined
  /** Features by name: `Number` is `Plur`. */
  readonly feats: ReadonlyMap<string, string>
  /** Enhanced dependencies, as they stand there: `3:nsubj|5:nsubj`. */
  readonly deps: string | undefined
  /** Whatever else: `SpaceAfter=No`. */
  readonly misc: string | undefined
}

/** A word of a sentence. */
export interface ConlluToken extends ConlluFields {
  /** Its place in the sentence, from 1. */
  readonly id: number
  /** `id` of the word it depends on; 0 for the root. */
  readonly head: number | undefined
  /** How it depends on it: `nsubj`. */
  readonly deprel: string | undefined
}

/** Words that are written as one: French `du` is `de` + `le`. */
export interface ConlluRange {
  /** `id` of the first word. */
  readonly first: number
  /** `id` of the last word. */
  readonly last: number
  /** How they are written. */
  readonly form: string
  /** Whatever else. */
  readonly misc: string | undefined
}

/** A word that was left out of the text and that only enhanced dependencies speak of. */
export interface ConlluEmptyNode extends ConlluFields {
  /** `id` of the word it follows; 0 at the start. */
  readonly after: number
  /** Its place among those that follow the same word, from 1. */
  readonly index: number
}

/** A sentence of a CoNLL-U file. */
export interface ConlluSentence {
  /** Lines in front of the words, without `#` and the space after it: `sent_id = 7`. */
  readonly comments: readonly string[]
  /** Its words, in order; `tokens[i].id` is `i + 1`. */
  readonly tokens: readonly ConlluToken[]
  /** Words that are written as one, in order, not overlapping. */
  readonly ranges: readonly ConlluRange[]
  /** Words that were left out, in order. */
  readonly emptyNodes: readonly ConlluEmptyNode[]
}
