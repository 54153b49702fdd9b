/** A code that was put elsewhere because next to nothing was near it. */
export interface CodeRestart {
  /** Which code. */
  readonly code: number
  /** How often since usage was last reset. */
  readonly times: number
  /** Vectors a batch that it stood for, as a running mean, before the last time. */
  readonly uses: number
  /** What that was less than. */
  readonly threshold: number
}

/** How evenly the codes of one codebook are used. Plain JSON. */
export interface CodeUsage {
  /** Vectors that were given a code. */
  readonly vectors: number
  /** Codes there are. */
  readonly codes: number
  /** Codes that were given at least once. */
  readonly used: number
  /** Codes that were not. */
  readonly dead: number
  /** How many codes, used alike, would say as much: e to the entropy in nats. From 1 to `codes`; 0 if there was no vector. */
  readonly perplexity: number
  /** Codes that were put elsewhere in the meantime; empty where that is not done. */
  readonly restarts: readonly CodeRestart[]
}

/**
 * Usage of codes from how often each was given. Count a whole pass over the data: the entropy of a few vectors is
 * biased downward.
 *
 * @param counts of each code
 * @see van den Oord et al. 2017, Neural Discrete Representation Learning, arXiv:1711.00937 (perplexity, as its code has it)
 * @example
 * codeUsage([2, 2, 0, 0]).perplexity // 2
 */
export function codeUsage(counts: ArrayLike<number>): CodeUsage {
  const all = Array.from(counts)
  const vectors = all.reduce((sum, count) => sum + count, 0)
  const used = all.filter((count) => count > 0)
  const entropy = used.reduce((sum, count) => sum - (count / vectors) * Math.log(count / vectors), 0)
  return {
    vectors,
    codes: all.length,
    used: used.length,
    dead: all.length - used.length,
    perplexity: vectors === 0 ? 0 : Math.exp(entropy),
    restarts: [],
  }
}
