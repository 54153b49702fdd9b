import type { DiagnosticOf } from './diagnostic'
import { formatPercent } from './format-number'

/** Largest share of dead filters that is nothing to worry about. */
const LARGEST_DEAD_SHARE = 0.1

/** Norm relative to the largest filter's below which a filter is dead. */
const DEAD_NORM = 0.01

/**
 * A machine many of whose hidden units see nothing.
 *
 * @param norms of each unit's weights
 */
export function detectDeadFilters(norms: ArrayLike<number>): DiagnosticOf<'deadFilters'> | undefined {
  const hiddenUnits = norms.length
  const deadFilters = countDeadFilters(norms)
  if (!(deadFilters > LARGEST_DEAD_SHARE * hiddenUnits)) return undefined
  return {
    kind: 'deadFilters',
    message: `${deadFilters} of ${hiddenUnits} filters (${formatPercent(deadFilters / hiddenUnits)}) have next to no weight.`,
    advice: 'lower `weightDecay`, train for longer, or take fewer hidden units.',
    values: { deadFilters, hiddenUnits },
  }
}

/** How many of the norms are next to 0, measured by the largest. */
export function countDeadFilters(norms: ArrayLike<number>): number {
  const values = Array.from(norms)
  const largest = values.reduce((max, norm) => Math.max(max, norm), 0)
  return values.filter((norm) => norm <= DEAD_NORM * largest).length
}
