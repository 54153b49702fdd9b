import type { DiagnosticOf } from './diagnostic'
import { formatPercent } from './format-number'

/** Largest share of dead units that is nothing to worry about. */
const LARGEST_DEAD_SHARE = 0.1

/** Variance relative to the most varied unit's below which a unit is dead. */
const DEAD_VARIANCE = 1e-6

/**
 * A deterministic code many of whose dimensions are the same for every input: capacity that is paid for and not used.
 *
 * @param variances of each dimension of the code over the data
 */
export function detectDeadCodeUnits(variances: ArrayLike<number>): DiagnosticOf<'deadCodeUnits'> | undefined {
  const values = Array.from(variances)
  const largest = values.reduce((max, variance) => Math.max(max, variance), 0)
  const deadUnits = values.filter((variance) => variance <= DEAD_VARIANCE * largest).length
  const share = deadUnits / values.length
  if (!(share > LARGEST_DEAD_SHARE)) return undefined
  return {
    kind: 'deadCodeUnits',
    message: `${deadUnits} of ${values.length} code units (${formatPercent(share)}) are the same for every input.`,
    advice:
      'make the code linear (no ReLU on it), lower the learning rate, weaken the sparsity penalty, or take a smaller code.',
    values: { deadUnits, codeDim: values.length },
  }
}
