import { requireNumber } from '@ae/core'
import { requireSamples } from '../require-samples'

/** What speech front ends commonly use. */
const COEFFICIENT = 0.97

/**
 * `y_t = x_t − c·x_{t−1}` with `x_{−1} = 0`: lifts the high frequencies, which are weak in speech.
 *
 * *Throws*: AeError `config` for a coefficient outside [0, 1), `data` for a sound that is empty or not finite.
 *
 * @example
 * const bright = preEmphasis(samples)
 */
export function preEmphasis(samples: Float32Array, coefficient: number = COEFFICIENT): Float32Array {
  requireNumber('preEmphasis', 'coefficient', coefficient, { min: 0, below: 1 })
  requireSamples('preEmphasis', samples)
  return samples.map((sample, t) => sample - (t === 0 ? 0 : coefficient * (samples[t - 1] ?? 0)))
}

/**
 * `x_t = y_t + c·x_{t−1}`: undoes {@link preEmphasis}.
 *
 * *Throws*: AeError `config` for a coefficient outside [0, 1), `data` for a sound that is empty or not finite.
 *
 * @example
 * const same = deEmphasis(preEmphasis(samples))
 */
export function deEmphasis(samples: Float32Array, coefficient: number = COEFFICIENT): Float32Array {
  requireNumber('deEmphasis', 'coefficient', coefficient, { min: 0, below: 1 })
  let previous = 0
  return requireSamples('deEmphasis', samples).map((sample) => {
    previous = sample + coefficient * previous
    return previous
  })
}
