/** Numbers for words in the order they come, and, once all have come, their order in the alphabet. */
export interface Vocabulary {
  /** The number of a word. */
  codeOf(word: string): number
  /** All words, sorted, those of `first` before the others. */
  sorted(first?: readonly string[]): readonly string[]
}

/** An empty vocabulary. Tables of the same set share theirs, so that the same word has the same column in all. */
export function createVocabulary(): Vocabulary {
  const codes = new Map<string, number>()
  return {
    codeOf(word) {
      const known = codes.get(word)
      if (known !== undefined) return known
      codes.set(word, codes.size)
      return codes.size - 1
    },
    sorted(first = []) {
      const rest = [...codes.keys()].filter((word) => !first.includes(word))
      return [...first, ...rest.sort()]
    },
  }
}

/** The codes that `words` were given, as indices into `sorted`. */
export function recode(codes: Int32Array, vocabulary: Vocabulary, sorted: readonly string[]): Int32Array {
  const places = new Int32Array(sorted.length)
  sorted.forEach((word, place) => {
    const code = vocabulary.codeOf(word)
    places[code] = place
  })
  return codes.map((code) => places[code] ?? 0)
}
