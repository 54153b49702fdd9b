import type { DiagnosticOf } from './diagnostic'
import { formatPercent } from './format-number'

/** Smallest share of added noise that a model of the data should remove. */
const SMALLEST_GAIN = 0.05

/** What a model did to rows with and without noise; squared errors a row against the clean rows. */
export interface NoiseResponse {
  /** Error of the reconstruction of clean rows. */
  readonly cleanSse: number
  /** Error of the reconstruction of noisy rows. */
  readonly noisySse: number
  /** Error of the noisy rows themselves: the noise. */
  readonly noiseSse: number
}

/**
 * A model that hands its input through, noise included: it has learnt to copy, not what the data are like.
 *
 * The gain is `1 − (noisySse − cleanSse) / noiseSse`, the share of the noise that does not come out again. A
 * model that reconstructs worse than the noise disturbs is no identity, whatever its gain.
 */
export function detectIdentityLeak(response: NoiseResponse): DiagnosticOf<'identityLeak'> | undefined {
  const { cleanSse, noisySse, noiseSse } = response
  if (!(noiseSse > 0) || !(cleanSse < noiseSse)) return undefined
  const denoiseGain = 1 - (noisySse - cleanSse) / noiseSse
  if (!(denoiseGain < SMALLEST_GAIN)) return undefined
  return {
    kind: 'identityLeak',
    message: `the model copies its input: of noise added to it, only ${formatPercent(denoiseGain)} is removed.`,
    advice:
      'train with noise (DenoisingAutoencoder), make the code smaller, or penalise it (sparse, contractive).',
    values: { denoiseGain },
  }
}
