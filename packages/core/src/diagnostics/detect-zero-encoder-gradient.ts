import type { DiagnosticOf, DiagnosticValues } from './diagnostic'
import { formatNumber } from './format-number'

/** Norm relative to the decoder's below which no gradient arrives: far under float32's resolution. */
const NOTHING = 1e-12

/**
 * An encoder that learns nothing while the decoder does: something between them has no gradient.
 *
 * In tfjs round, sign, argMax and oneHot silently give 0, so a forgotten straight-through estimator raises no error.
 */
export function detectZeroEncoderGradient(
  norms: DiagnosticValues['zeroEncoderGradient'],
): DiagnosticOf<'zeroEncoderGradient'> | undefined {
  const { encoderNorm, decoderNorm } = norms
  if (!(decoderNorm > 0) || !(encoderNorm <= NOTHING * decoderNorm)) return undefined
  return {
    kind: 'zeroEncoderGradient',
    message: `no gradient reaches the encoder (norm ${formatNumber(encoderNorm)}) while the decoder learns (norm ${formatNumber(decoderNorm)}).`,
    advice:
      'pass a discrete code on with a straight-through estimator, and look for saturated or dead activations.',
    values: { encoderNorm, decoderNorm },
  }
}
