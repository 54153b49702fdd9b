import { AeError, requireKnownOptions, requirePositiveInteger, show } from '@ae/core'

/** Numbers with a meaning of their own, the same in every {@link Vocabulary}. */
export const SPECIAL_TOKENS: Readonly<Record<'padding' | 'unknown' | 'start' | 'end' | 'mask', number>> =
  Object.freeze({
    /** Fills rows up to the length of the longest. */
    padding: 0,
    /** Stands for every token that is not in the vocabulary. */
    unknown: 1,
    /** Comes before the first token. */
    start: 2,
    /** Comes after the last token. */
    end: 3,
    /** Hides a token. */
    mask: 4,
  })

/** The first number of a token that is not special. */
export const FIRST_WORD = 5

/** How special tokens are written, by number. */
const SPECIAL_NAMES: readonly string[] = ['<pad>', '<unk>', '<s>', '</s>', '<mask>']

/** Options of {@link Vocabulary.of}. */
export interface VocabularyOptions {
  /** Most tokens, the special ones included; the rarest are left out. Default: no limit. */
  readonly size?: number
  /** Tokens that occur less often are left out. Default 1. */
  readonly leastCount?: number
}

/**
 * Numbers for tokens: 0 to 4 are special (see `SPECIAL_TOKENS`), then the most frequent come first.
 *
 * @example
 * const vocabulary = Vocabulary.of([['the', 'cat'], ['the', 'dog']])
 * vocabulary.encode(['the', 'bird']) // [5, 1]
 * vocabulary.decode([5, 1]) // ['the', '<unk>']
 */
export class Vocabulary {
  /** All tokens by number; frozen. */
  readonly tokens: readonly string[]
  readonly #numbers: ReadonlyMap<string, number>

  /**
   * From the tokens that a vocabulary had: `new Vocabulary(JSON.parse(text))`.
   *
   * @throws AeError `data` unless special tokens come first, and no token twice
   */
  constructor(tokens: readonly string[]) {
    requireTokens(tokens)
    this.tokens = Object.freeze([...tokens])
    this.#numbers = new Map(tokens.map((token, number) => [token, number]))
  }

  /**
   * The tokens of sentences. Equally frequent ones are in the order of their characters, so that it does not depend on the
   * order of the sentences.
   *
   * @throws AeError `config`
   */
  static of(sentences: Iterable<readonly string[]>, options: VocabularyOptions = {}): Vocabulary {
    requireKnownOptions('Vocabulary', options, ['size', 'leastCount'])
    const least = requirePositiveInteger('Vocabulary', 'leastCount', options.leastCount ?? 1)
    const size = options.size ?? Number.MAX_SAFE_INTEGER
    requirePositiveInteger('Vocabulary', 'size', size)
    if (size <= SPECIAL_NAMES.length) {
      throw new AeError(
        'config',
        `Vocabulary: \`size\` must be above ${SPECIAL_NAMES.length}, the number of special tokens. Received: ${size}.`,
      )
    }
    const counts = new Map<string, number>()
    for (const sentence of sentences)
      for (const token of sentence) counts.set(token, (counts.get(token) ?? 0) + 1)
    const ranked = [...counts]
      .filter(([token, count]) => count >= least && !SPECIAL_NAMES.includes(token))
      .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
      .slice(0, size - SPECIAL_NAMES.length)
    return new Vocabulary([...SPECIAL_NAMES, ...ranked.map(([token]) => token)])
  }

  /** How many tokens there are, the special ones included. */
  get size(): number {
    return this.tokens.length
  }

  /** Whether a token has a number of its own. */
  has(token: string): boolean {
    return this.#numbers.has(token)
  }

  /**
   * The number of each token; `SPECIAL_TOKENS.unknown` for those that are not in here, and for what is only written like a special
   * token: a text must not hide words, or end rows.
   */
  encode(tokens: readonly string[]): number[] {
    return tokens.map((token) => {
      const number = this.#numbers.get(token) ?? SPECIAL_TOKENS.unknown
      return number < FIRST_WORD ? SPECIAL_TOKENS.unknown : number
    })
  }

  /**
   * The token of each number.
   *
   * @throws AeError `data` for a number that no token has
   */
  decode(numbers: ArrayLike<number>): string[] {
    return Array.from(numbers, (number) => {
      const token = this.tokens[number]
      if (token !== undefined) return token
      throw new AeError(
        'data',
        `Vocabulary: expected numbers of tokens, 0 to ${this.size - 1}. Received: ${show(number)}.`,
      )
    })
  }

  /** Its tokens, for `JSON.stringify`. */
  toJSON(): readonly string[] {
    return this.tokens
  }
}

function requireTokens(tokens: readonly string[]): void {
  const fail = (expected: string, received: string): never => {
    throw new AeError('data', `Vocabulary: expected ${expected}. Received: ${received}.`)
  }
  if (!Array.isArray(tokens) || tokens.some((token) => typeof token !== 'string'))
    fail('a list of tokens', show(tokens))
  const head = tokens.slice(0, SPECIAL_NAMES.length)
  if (SPECIAL_NAMES.some((name, number) => head[number] !== name))
    fail(`${show(SPECIAL_NAMES)} first`, show(head))
  const seen = new Set<string>()
  for (const token of tokens) {
    if (seen.has(token)) fail('no token twice', `${show(token)} again`)
    seen.add(token)
  }
}
