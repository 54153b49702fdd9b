import { requireKnownOptions } from '@ae/core'

/** How much of a text is in another. */
export interface RougeScore {
  /** Share of the candidate that is in the reference. */
  readonly precision: number
  /** Share of the reference that is in the candidate. */
  readonly recall: number
  /** Harmonic mean of the two; 0 where nothing is shared. */
  readonly f1: number
}

/** What {@link rouge} finds. */
export interface Rouge {
  /** Of single tokens. */
  readonly rouge1: RougeScore
  /** Of pairs of neighbours. */
  readonly rouge2: RougeScore
  /** Of the longest common subsequence. */
  readonly rougeL: RougeScore
}

/** Options of {@link rouge}. */
export interface RougeOptions {
  /** Turns a token into what is compared, such as its Porter stem. Default: lower case. */
  readonly normalize?: (token: string) => string
}

/**
 * How much a summary has in common with what people wrote: ROUGE-1, -2 and -L. Of several references the one with the
 * highest F1 counts, for each of the three by itself.
 *
 * Longer candidates recall more and are less precise: say how long yours are.
 *
 * @param candidate  tokens of the summary
 * @param references tokens of each text that it may be like
 * @see Lin 2004, ROUGE: A Package for Automatic Evaluation of Summaries, §§2–3
 * @example
 * rouge(['the', 'cat', 'sat'], [['the', 'cat', 'sat', 'down']]).rouge1.f1 // .857
 */
export function rouge(
  candidate: readonly string[],
  references: readonly (readonly string[])[],
  options: RougeOptions = {},
): Rouge {
  requireKnownOptions('rouge', options, ['normalize'])
  const { normalize = (token) => token.toLowerCase() } = options
  const own = candidate.map(normalize)
  const scores = references.map((reference) => {
    const other = reference.map(normalize)
    return {
      rouge1: overlap(ngrams(own, 1), ngrams(other, 1)),
      rouge2: overlap(ngrams(own, 2), ngrams(other, 2)),
      rougeL: score(commonLength(own, other), own.length, other.length),
    }
  })
  const best = (name: keyof Rouge): RougeScore =>
    scores.map((found) => found[name]).reduce((a, b) => (b.f1 > a.f1 ? b : a), score(0, own.length, 0))
  return { rouge1: best('rouge1'), rouge2: best('rouge2'), rougeL: best('rougeL') }
}

function ngrams(tokens: readonly string[], length: number): readonly string[] {
  // A line break is in no token that a tokenizer makes.
  return tokens.slice(length - 1).map((_, i) => tokens.slice(i, i + length).join('\n'))
}

function overlap(own: readonly string[], other: readonly string[]): RougeScore {
  const left = new Map<string, number>()
  for (const gram of other) left.set(gram, (left.get(gram) ?? 0) + 1)
  let shared = 0
  for (const gram of own) {
    const count = left.get(gram) ?? 0
    if (count === 0) continue
    left.set(gram, count - 1)
    shared++
  }
  return score(shared, own.length, other.length)
}

function score(shared: number, own: number, other: number): RougeScore {
  if (shared === 0) return { precision: 0, recall: 0, f1: 0 }
  const [precision, recall] = [shared / own, shared / other]
  return { precision, recall, f1: (2 * precision * recall) / (precision + recall) }
}

/** Length of the longest common subsequence, by dynamic programming over one row. */
function commonLength(a: readonly string[], b: readonly string[]): number {
  const lengths = new Int32Array(b.length + 1)
  for (const token of a) {
    let diagonal = 0
    for (const [j, other] of b.entries()) {
      const above = lengths[j + 1] ?? 0
      lengths[j + 1] = token === other ? diagonal + 1 : Math.max(above, lengths[j] ?? 0)
      diagonal = above
    }
  }
  return lengths[b.length] ?? 0
}
