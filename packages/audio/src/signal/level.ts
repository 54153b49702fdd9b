import { requireSamples } from '../require-samples'

/** What silence is said to have, since −∞ is no number to compute with. Unit: dB. */
const SILENCE_DB = -200

/**
 * Root mean square in dB of full scale: 0 for a square wave that reaches ±1, −3.01 for such a sine, −200 for silence.
 *
 * *Throws*: AeError `data` for a sound that is empty or not finite.
 *
 * @example
 * const quiet = level(samples) < -50
 */
export function level(samples: Float32Array): number {
  const power = requireSamples('level', samples).reduce((sum, sample) => sum + sample * sample, 0)
  return Math.max(SILENCE_DB, 10 * Math.log10(power / samples.length))
}
