import { type CodeTable, WHOLE } from '../coder/code-table'

/** Largest magnitude that has a share of its own. */
const MOST_LISTED = 255

/** A table in which a value and its negative have the same share, by the shares of magnitudes from 1 on; 0 has what they leave. */
export function evenTable(halves: ArrayLike<number>, escape: number): CodeTable {
  const reach = halves.length
  const shares = new Uint32Array(2 * reach + 1)
  let rest = WHOLE - escape
  for (let q = 1; q <= reach; q++) {
    const share = halves[q - 1] ?? 0
    shares[reach + q] = share
    shares[reach - q] = share
    rest -= 2 * share
  }
  shares[reach] = rest
  return { lowest: -reach, shares, escape }
}

/**
 * An even table from counts.
 *
 * A geometric series of the same mean counts as `belief` more, for magnitudes that were rare or never seen.
 *
 * @param counts of magnitudes 0, 1, …, any number
 * @param mean   what is expected where there are few counts
 */
export function fitEvenTable(counts: ArrayLike<number>, mean: number, belief: number): CodeTable {
  const ratio = mean / (1 + mean)
  let sum = belief
  let last = 0
  for (let q = 0; q < counts.length; q++) {
    sum += counts[q] ?? 0
    if ((counts[q] ?? 0) > 0) last = q
  }
  // Magnitudes that a series of this mean has one of in a few thousand.
  const expected = Math.ceil(-8 / Math.log(Math.max(ratio, 1e-9)))
  const reach = Math.min(MOST_LISTED, Math.max(1, last, expected))
  const probability = (q: number): number => ((counts[q] ?? 0) + belief * (1 - ratio) * ratio ** q) / sum
  const halves = Array.from({ length: reach }, (_, i) =>
    Math.max(1, Math.round((WHOLE * probability(i + 1)) / 2)),
  )
  let beyond = belief * ratio ** (reach + 1)
  for (let q = reach + 1; q < counts.length; q++) beyond += counts[q] ?? 0
  const escape = Math.max(1, Math.round((WHOLE * beyond) / sum))
  // Where shares of one are many, nothing may be left for 0: the largest give.
  let over = escape + 2 * halves.reduce((all, share) => all + share, 0) - (WHOLE - 1)
  while (over > 0) {
    const largest = halves.indexOf(Math.max(...halves))
    const given = Math.max(1, (halves[largest] ?? 0) >> 4)
    halves[largest] = (halves[largest] ?? 0) - given
    over -= 2 * given
  }
  return evenTable(halves, escape)
}
