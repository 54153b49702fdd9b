import { AeError, requireKnownOptions, requirePositiveInteger, show } from '@ae/core'
import { SPECIAL_TOKENS } from '../tokens/vocabulary'

/** Options of {@link NgramModel.fit}. */
export interface NgramOptions {
  /** Tokens that are counted together: 3 for a trigram model. Default 3. */
  readonly order?: number
  /** V: numbers of tokens are below it. */
  readonly vocabularySize: number
}

/** What is counted of one context. */
interface Continuations {
  /** Sum of the counts. */
  total: number
  /** Of each token that came next. */
  readonly counts: Map<number, number>
}

/** Counts of one length of n-gram, by context. */
type Level = Map<string, Continuations>

/** Taken off every count where counts of 1 or 2 do not occur, which tell how much to take. */
const FALLBACK_DISCOUNT = 0.5

/**
 * A language model of counts: interpolated Kneser–Ney. Exact, fast, and what a fluent sentence is judged by: it has never
 * seen the network that wrote it.
 *
 * p(w | context) = (c(context w) − D)₊ / c(context) + D · n(context) / c(context) · p(w | shorter context); below the highest
 * order, c counts the different tokens that stood before, and below the lowest every token is as likely as every other.
 * Sentences begin after `order − 1` start tokens, and end with an end token.
 *
 * @see Kneser & Ney 1995, Improved Backing-off for M-gram Language Modeling; Chen & Goodman 1999, An Empirical Study of
 * Smoothing Techniques for Language Modeling, §2.7 (interpolation), eq. 17 (D = n₁ / (n₁ + 2 n₂))
 * @example
 * const model = NgramModel.fit(sentences, { order: 3, vocabularySize: 8000 })
 * model.perplexity([[5, 6, 7]])
 */
export class NgramModel {
  /** Complete; frozen. */
  readonly config: Required<NgramOptions>
  /** From one token without context to the longest n-gram. */
  readonly #levels: readonly Level[]
  readonly #discounts: readonly number[]

  private constructor(config: Required<NgramOptions>, levels: readonly Level[]) {
    this.config = config
    this.#levels = levels
    this.#discounts = levels.map(discountOf)
  }

  /**
   * Counts sentences, given as numbers of tokens without start and end.
   *
   * @throws AeError `config` on a bad option, `data` for a number that no token has
   */
  static fit(sentences: Iterable<ArrayLike<number>>, options: NgramOptions): NgramModel {
    requireKnownOptions('NgramModel', options, ['order', 'vocabularySize'])
    const config = Object.freeze({
      order: requirePositiveInteger('NgramModel', 'order', options.order ?? 3),
      vocabularySize: requirePositiveInteger('NgramModel', 'vocabularySize', options.vocabularySize),
    })
    const highest: Level = new Map()
    for (const sentence of sentences) {
      const tokens = framed(sentence, config)
      for (let place = config.order - 1; place < tokens.length; place++)
        count(highest, tokens.slice(place - config.order + 1, place), tokens[place] ?? 0, 1)
    }
    const levels = [highest]
    for (let order = config.order - 1; order > 0; order--) levels.unshift(shortened(levels[0] ?? new Map()))
    return new NgramModel(config, levels)
  }

  /**
   * log p(token | those before it), nats. Of `before`, the last `order − 1` matter.
   *
   * @throws AeError `data`
   */
  logProbability(before: ArrayLike<number>, token: number): number {
    const [known] = requireTokens([token], this.config.vocabularySize)
    const width = this.config.order - 1
    const context = requireTokens(before, this.config.vocabularySize).slice(-width)
    const filled = [...Array<number>(width - Math.min(width, context.length)).fill(SPECIAL_TOKENS.start)]
    return Math.log(this.#probability(width === 0 ? [] : [...filled, ...context], known ?? 0))
  }

  /** Nats of each token of a sentence and of its end: [T + 1]. */
  nllPerToken(sentence: ArrayLike<number>): Float64Array {
    const tokens = framed(sentence, this.config)
    const width = this.config.order - 1
    const nats = new Float64Array(tokens.length - width)
    for (let place = width; place < tokens.length; place++)
      nats[place - width] = -Math.log(
        this.#probability(tokens.slice(place - width, place), tokens[place] ?? 0),
      )
    return nats
  }

  /**
   * exp of the mean nats a token, ends of sentences among them.
   *
   * @throws AeError `data` if there is no sentence
   */
  perplexity(sentences: Iterable<ArrayLike<number>>): number {
    let [nats, tokens] = [0, 0]
    for (const sentence of sentences) {
      for (const cost of this.nllPerToken(sentence)) nats += cost
      tokens += sentence.length + 1
    }
    if (tokens === 0) throw new AeError('data', 'NgramModel.perplexity: expected sentences. Received: none.')
    return Math.exp(nats / tokens)
  }

  /** `context` has as many tokens as the highest order asks for. */
  #probability(context: readonly number[], token: number): number {
    let probability = 1 / this.config.vocabularySize
    for (const [shorter, level] of this.#levels.entries()) {
      const seen = level.get(keyOf(context.slice(context.length - shorter)))
      if (seen === undefined) return probability
      const discount = this.#discounts[shorter] ?? 0
      const counted = Math.max(0, (seen.counts.get(token) ?? 0) - discount)
      probability = (counted + discount * seen.counts.size * probability) / seen.total
    }
    return probability
  }
}

function framed(sentence: ArrayLike<number>, { order, vocabularySize }: Required<NgramOptions>): number[] {
  const tokens = requireTokens(sentence, vocabularySize)
  return [...Array<number>(order - 1).fill(SPECIAL_TOKENS.start), ...tokens, SPECIAL_TOKENS.end]
}

function requireTokens(tokens: ArrayLike<number>, size: number): number[] {
  return Array.from(tokens, (token) => {
    if (Number.isInteger(token) && token >= 0 && token < size) return token
    throw new AeError(
      'data',
      `NgramModel: expected numbers of tokens, 0 to ${size - 1}. Received: ${show(token)}.`,
    )
  })
}

function keyOf(context: readonly number[]): string {
  return context.join(' ')
}

function count(level: Level, context: readonly number[], token: number, times: number): void {
  const key = keyOf(context)
  const seen = level.get(key) ?? { total: 0, counts: new Map<number, number>() }
  seen.total += times
  seen.counts.set(token, (seen.counts.get(token) ?? 0) + times)
  level.set(key, seen)
}

/** For each shorter n-gram: how many different tokens it was seen after. */
function shortened(level: Level): Level {
  const shorter: Level = new Map()
  for (const [key, { counts }] of level) {
    const context = key === '' ? [] : key.split(' ').map(Number)
    for (const token of counts.keys()) count(shorter, context.slice(1), token, 1)
  }
  return shorter
}

function discountOf(level: Level): number {
  let [once, twice] = [0, 0]
  for (const { counts } of level.values()) {
    for (const times of counts.values()) {
      if (times === 1) once++
      if (times === 2) twice++
    }
  }
  return once === 0 || twice === 0 ? FALLBACK_DISCOUNT : once / (once + 2 * twice)
}
