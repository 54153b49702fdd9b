import { AeError, show } from '@ae/core'
import type { StoredScorer } from './row-scorer'
import { storedArray } from './stored-parts'

/** Ranks of scores among those of held-out normal rows. */
export interface RankReference {
  /** Scores of held-out normal rows, ascending; at least two. */
  readonly sorted: Float32Array
}

/**
 * The share of normal rows that score less, straight between neighbours; above the highest it goes on growing, ever more slowly,
 * so that no two scores become one.
 *
 * `(i + ½) / n` at the i-th of n scores, and `1 + log(1 + (s − highest) / spread) / n` beyond the last, where spread is that of
 * the upper half.
 */
export function rankAmong({ sorted }: RankReference, score: number): number {
  const n = sorted.length
  const [lowest, highest] = [sorted[0] ?? 0, sorted[n - 1] ?? 0]
  const spread = highest - (sorted[Math.floor(n / 2)] ?? 0) || Math.abs(highest) || 1
  if (score > highest) return (n - 0.5 + Math.log1p((score - highest) / spread)) / n
  if (score < lowest) return (0.5 - Math.log1p((lowest - score) / spread)) / n
  let [low, high] = [0, n - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((sorted[middle] ?? 0) <= score) low = middle
    else high = middle - 1
  }
  const [at, next] = [sorted[low] ?? 0, sorted[low + 1] ?? 0]
  const beyond = low + 1 < n && next > at ? (score - at) / (next - at) : 0
  return (low + 0.5 + beyond) / n
}

/**
 * How surprising a score is among those of normal rows: −log of the share that scores as much or more, by {@link rankAmong}; beyond
 * the highest of n scores `log(2n) + log(1 + (s − highest) / spread)`, which goes on from there.
 */
export function surpriseAmong(reference: RankReference, score: number): number {
  const { sorted } = reference
  const n = sorted.length
  const rank = rankAmong(reference, score)
  const last = (n - 0.5) / n
  return rank <= last ? -Math.log(1 - rank) : Math.log(2 * n) + n * (rank - last)
}

/** Held-out scores as a reference, rounded as a file holds them. */
export function rankReference(scores: ArrayLike<number>): RankReference {
  return { sorted: Float32Array.from(scores).sort() }
}

/**
 * A reference out of a file.
 *
 * @throws AeError `data` unless its scores ascend
 */
export function storedReference(stored: StoredScorer, name: string): RankReference {
  const sorted = storedArray(stored, name, [-1]).data
  const descent = sorted.findIndex((score, i) => score < (sorted[i - 1] ?? score))
  if (sorted.length >= 2 && descent < 0) return { sorted }
  throw new AeError(
    'data',
    `loadDetector: expected at least two ascending scores '${name}' in '${stored.kind}'. Received: ${sorted.length}, ${show(sorted[descent])} among them.`,
  )
}

/** Scores of some rows by one of several scorers. */
export interface Vote {
  /** What its scores are ranked among. */
  readonly reference: RankReference
  /** One a row. */
  readonly scores: ArrayLike<number>
}

/** The mean over members of each row's rank: every member has one vote, whatever its unit. */
export function meanRanks(members: readonly Vote[]): Float64Array {
  return meanOf(members, rankAmong)
}

/**
 * The mean over members of each row's surprise: as ranks, but the further out the more, so that one member who is sure is heard.
 *
 * @see Fisher 1932, Statistical Methods for Research Workers, §21.1, for adding logarithms of p-values
 */
export function meanSurprises(members: readonly Vote[]): Float64Array {
  return meanOf(members, surpriseAmong)
}

function meanOf(members: readonly Vote[], of: typeof rankAmong): Float64Array {
  const [first] = members
  return Float64Array.from({ length: first?.scores.length ?? 0 }, (_, row) => {
    const sum = members.reduce(
      // Rounded as those it is ranked among: equal scores must be equal.
      (total, { reference, scores }) => total + of(reference, Math.fround(scores[row] ?? Number.NaN)),
      0,
    )
    return sum / members.length
  })
}
