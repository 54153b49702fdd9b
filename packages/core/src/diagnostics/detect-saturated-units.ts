import type { DiagnosticOf, DiagnosticValues } from './diagnostic'
import { formatNumber, formatPercent } from './format-number'

/** Largest share of certain answers that is nothing to worry about: sparse features are certain of most that is not there. */
const LARGEST_SHARE = 0.95

/** Hidden units that are always certain: the learning rate was too high, and no small step leads back. */
export function detectSaturatedUnits(
  measured: DiagnosticValues['saturatedUnits'],
): DiagnosticOf<'saturatedUnits'> | undefined {
  const { saturatedShare, largestWeight } = measured
  if (!(saturatedShare > LARGEST_SHARE)) return undefined
  return {
    kind: 'saturatedUnits',
    message: `${formatPercent(saturatedShare)} of the hidden probabilities are 0 or 1 within .01; the largest weight is ${formatNumber(largestWeight)}.`,
    advice: 'lower the learning rate (Gaussian units want a hundredth), and start momentum at .5.',
    values: { saturatedShare, largestWeight },
  }
}
