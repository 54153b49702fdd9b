import type { DiagnosticOf } from '@ae/core'
import type { CodeUsage } from '../usage/code-usage'

/** Perplexity as a share of the codes, below which the codebook has collapsed. */
const LEAST_PERPLEXITY = 0.1

/** Used codes as a share of all, below which it has. */
const LEAST_USED = 0.3

/** A codebook of which little is in use. Give it the usage of an epoch, or of a whole test set. */
export function detectCodebookCollapse({
  perplexity,
  used,
  codes,
}: CodeUsage): DiagnosticOf<'codebookCollapse'> | undefined {
  if (perplexity >= LEAST_PERPLEXITY * codes && used >= LEAST_USED * codes) return undefined
  return {
    kind: 'codebookCollapse',
    message: `${used} of ${codes} codes are used, with the perplexity of ${perplexity.toFixed(1)}.`,
    advice: "start: 'kMeans', restart of dead codes, a smaller codeDim, or a FiniteScalarQuantizer.",
    values: { perplexity, used, codes },
  }
}
