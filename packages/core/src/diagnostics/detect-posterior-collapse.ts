import type { DiagnosticOf, DiagnosticValues } from './diagnostic'
import { formatNumber } from './format-number'

/** Smallest share of latent dimensions that should be active. */
const SMALLEST_ACTIVE_SHARE = 0.1

/** Nats a row below which a code cannot tell even two inputs apart. */
const SMALLEST_KL = 0.5

/**
 * A variational model whose posterior is the prior: the decoder has learnt to do without the code.
 *
 * @see Burda et al. 2016, Importance Weighted Autoencoders, §5.2 (active units), arXiv:1509.00519
 */
export function detectPosteriorCollapse(
  measured: DiagnosticValues['posteriorCollapse'],
): DiagnosticOf<'posteriorCollapse'> | undefined {
  const { activeUnits, latentDim, kl } = measured
  const fewUnits = activeUnits < SMALLEST_ACTIVE_SHARE * latentDim
  if (!fewUnits && !(kl < SMALLEST_KL)) return undefined
  return {
    kind: 'posteriorCollapse',
    message: `the code is hardly used: ${activeUnits} of ${latentDim} units active, divergence ${formatNumber(kl)} nats a row.`,
    advice:
      'warm the KL weight up from 0, use free bits or a smaller β, or take a weaker decoder. Check that the reconstruction is summed over features, not averaged.',
    values: { activeUnits, latentDim, kl },
  }
}
