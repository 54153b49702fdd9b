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

/** Held-out scores as a reference, rounded as a file holds them. */
export function rankReference(scores: ArrayLike<number>): RankReference {
  return { sorted: Float32Array.from(scores).sort() }
}

/** The mean over members of each row's rank: every member has one vote, whatever its unit. */
export function meanRanks(
  members: readonly { readonly reference: RankReference; readonly scores: ArrayLike<number> }[],
): Float64Array {
  const [first] = members
  return Float64Array.from({ length: first?.scores.length ?? 0 }, (_, row) => {
    const sum = members.reduce(
      (total, { reference, scores }) => total + rankAmong(reference, scores[row] ?? Number.NaN),
      0,
    )
    return sum / members.length
  })
}
