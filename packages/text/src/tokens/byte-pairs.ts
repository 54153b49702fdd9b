import { AeError, requirePositiveInteger, show } from '@ae/core'

/** Ends the last piece of a word, so that pieces can be joined again. */
const WORD_END = '</w>'

/** No piece contains it. */
const BETWEEN = '\u0000'

/** Two pieces that become one. */
export type BytePairMerge = readonly [left: string, right: string]

/**
 * Words as pieces that are frequent: begins with characters, and joins the most frequent pair of neighbours, again and
 * again. Rare words fall apart, frequent ones stay whole, and nothing is unknown but a character that was never seen.
 *
 * @see Sennrich, Haddow & Birch 2016, Neural Machine Translation of Rare Words with Subword Units, alg. 1, arXiv:1508.07909
 * @example
 * const pieces = BytePairs.learn(['low', 'low', 'lower', 'newest'], { merges: 3 })
 * pieces.split('lower') // pieces of the word; the last of them ends in '</w>'
 * pieces.join(pieces.split('lower')) // ['lower']
 */
export class BytePairs {
  /** In the order in which they were learnt; frozen. `new BytePairs(merges)` splits in the same way. */
  readonly merges: readonly BytePairMerge[]
  readonly #ranks: ReadonlyMap<string, number>

  /** @throws AeError `data` unless every merge is a pair of texts, and none comes twice */
  constructor(merges: readonly BytePairMerge[]) {
    const ranks = new Map<string, number>()
    for (const merge of merges) {
      const pair: readonly unknown[] = Array.isArray(merge) ? merge : []
      const isPiece = (piece: unknown): boolean =>
        typeof piece === 'string' && piece !== '' && !piece.includes(BETWEEN)
      if (pair.length !== 2 || !pair.every(isPiece))
        throw new AeError('data', `BytePairs: expected pairs of pieces. Received: ${show(merge)}.`)
      const key = keyOf(merge[0], merge[1])
      if (ranks.has(key))
        throw new AeError('data', `BytePairs: expected no pair twice. Received: ${show(merge)} again.`)
      ranks.set(key, ranks.size)
    }
    this.merges = Object.freeze(merges.map(([left, right]) => Object.freeze([left, right] as const)))
    this.#ranks = ranks
  }

  /**
   * Learns at most as many merges, fewer where no pair of neighbours comes twice. Of equally frequent pairs the one whose
   * characters come first is taken.
   *
   * @throws AeError `config`; `data` for a word with `</w>` or NUL in it, which pieces could not be joined to again
   */
  static learn(words: Iterable<string>, { merges }: { readonly merges: number }): BytePairs {
    requirePositiveInteger('BytePairs', 'merges', merges)
    const counts = new Map<string, number>()
    for (const word of words) if (word !== '') counts.set(word, (counts.get(word) ?? 0) + 1)
    const spelt: Spelling[] = [...counts].map(([word, count]) => ({ pieces: charactersOf(word), count }))
    const learnt: BytePairMerge[] = []
    while (learnt.length < merges) {
      const best = mostFrequentPair(spelt)
      if (best === undefined) break
      learnt.push(best)
      for (const word of spelt) word.pieces = joined(word.pieces, best)
    }
    return new BytePairs(learnt)
  }

  /**
   * The pieces of a word; the last of them ends in `</w>`. None for an empty word.
   *
   * @throws AeError `data` for a word with `</w>` or NUL in it
   */
  split(word: string): string[] {
    let pieces = charactersOf(word)
    for (;;) {
      let best: { readonly rank: number; readonly merge: BytePairMerge } | undefined
      for (const [left, right] of neighbours(pieces)) {
        const rank = this.#ranks.get(keyOf(left, right))
        if (rank !== undefined && (best === undefined || rank < best.rank))
          best = { rank, merge: [left, right] }
      }
      if (best === undefined) return pieces
      pieces = joined(pieces, best.merge)
    }
  }

  /** Words of pieces, as `split` gave them one after the other. */
  join(pieces: readonly string[]): string[] {
    const words = pieces.join('').split(WORD_END)
    const last = words.pop()
    return last === undefined || last === '' ? words : [...words, last]
  }
}

/** A word as it is spelt so far. */
interface Spelling {
  pieces: string[]
  readonly count: number
}

function keyOf(left: string, right: string): string {
  return `${left}${BETWEEN}${right}`
}

function charactersOf(word: string): string[] {
  if (word.includes(WORD_END) || word.includes(BETWEEN)) {
    throw new AeError(
      'data',
      `BytePairs: expected words without '${WORD_END}' and NUL. Received: ${show(word)}.`,
      {
        hint: 'they mark where words end and pieces meet: take them out of the text, or split it there.',
      },
    )
  }
  const characters = Array.from(word)
  const last = characters.pop()
  return last === undefined ? [] : [...characters, `${last}${WORD_END}`]
}

function* neighbours(pieces: readonly string[]): Iterable<BytePairMerge> {
  for (let i = 1; i < pieces.length; i++) yield [pieces[i - 1] ?? '', pieces[i] ?? '']
}

function mostFrequentPair(words: readonly Spelling[]): BytePairMerge | undefined {
  const counts = new Map<string, number>()
  for (const { pieces, count } of words) {
    for (const [left, right] of neighbours(pieces)) {
      const key = keyOf(left, right)
      counts.set(key, (counts.get(key) ?? 0) + count)
    }
  }
  let best: string | undefined
  let most = 1
  for (const [key, count] of counts) {
    if (count > most || (count === most && best !== undefined && key < best)) {
      best = key
      most = count
    }
  }
  if (best === undefined) return undefined
  const [left = '', right = ''] = best.split(BETWEEN)
  return [left, right]
}

function joined(pieces: readonly string[], [left, right]: BytePairMerge): string[] {
  const result: string[] = []
  for (const piece of pieces) {
    // A piece that was just joined is longer than `left`, so that no join takes part in the next.
    if (piece === right && result.at(-1) === left) result[result.length - 1] = left + right
    else result.push(piece)
  }
  return result
}
