import type { DiagnosticOf, DiagnosticValues } from './diagnostic'
import { formatNumber, formatPercent } from './format-number'

/** Share of the total variance above which a reconstruction counts as the mean image. */
const LARGEST_SHARE = 0.9

/**
 * A model that draws the mean of the data whatever it sees: its error is (almost) the total variance.
 *
 * Normal in the first epochs, a failure after two.
 */
export function detectMeanImage(
  measured: DiagnosticValues['meanImage'],
): DiagnosticOf<'meanImage'> | undefined {
  const { sse, totalVariance } = measured
  // Data without variance are their own mean: nothing to see.
  if (!(totalVariance > 0) || !(sse > LARGEST_SHARE * totalVariance)) return undefined
  return {
    kind: 'meanImage',
    message: `the reconstruction is no better than the mean of the data: squared error ${formatNumber(sse)} a row, ${formatPercent(sse / totalVariance)} of the total variance ${formatNumber(totalVariance)}.`,
    advice:
      'train for two epochs before you judge; then start the output bias at the mean (logit of the mean for logits), change the learning rate, and look for dead activations.',
    values: { sse, totalVariance },
  }
}
