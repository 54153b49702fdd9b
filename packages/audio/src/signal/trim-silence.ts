import { requireKnownOptions, requireNumber, requirePositiveInteger } from '@ae/core'
import { requireSamples } from '../require-samples'

/** Options of {@link trimSilence}. */
export interface TrimSilenceOptions {
  /** What lies this far below the loudest frame is silence. Unit: dB. Default: 40. */
  readonly below?: number
  /** Length of a frame whose power is taken. Unit: samples. Default: 512. */
  readonly frameLength?: number
  /** From one frame to the next. Unit: samples. Default: a quarter of `frameLength`. */
  readonly hop?: number
}

/** What {@link trimSilence} leaves. */
export interface TrimmedSound {
  /** A view into the given samples: what changes there changes here. */
  readonly samples: Float32Array
  /** Where it begins in them. */
  readonly begin: number
  /** Where it ends: one past its last sample. */
  readonly end: number
}

/**
 * Leaves out the silence before the first and after the last frame that is loud; pauses in between remain.
 * A sound of nothing but zeros has no such frame, and nothing of it is left.
 *
 * *Throws*: AeError `config` for an option that cannot be, `data` for a sound that is empty or not finite.
 *
 * @example
 * const word = trimSilence(samples, { below: 30 }).samples
 */
export function trimSilence(samples: Float32Array, options: TrimSilenceOptions = {}): TrimmedSound {
  requireKnownOptions('trimSilence', options, ['below', 'frameLength', 'hop'])
  const below = requireNumber('trimSilence', 'below', options.below ?? 40, { above: 0 })
  const frameLength = requirePositiveInteger('trimSilence', 'frameLength', options.frameLength ?? 512)
  const hop = requirePositiveInteger(
    'trimSilence',
    'hop',
    options.hop ?? Math.max(1, Math.floor(frameLength / 4)),
  )
  requireSamples('trimSilence', samples)

  // Frame t has sample t · hop in its middle.
  const powers = Float64Array.from({ length: 1 + Math.floor(samples.length / hop) }, (_, frame) => {
    const start = frame * hop - Math.floor(frameLength / 2)
    const part = samples.subarray(Math.max(0, start), Math.max(0, start + frameLength))
    return part.reduce((sum, sample) => sum + sample * sample, 0)
  })
  const loudest = powers.reduce((most, power) => Math.max(most, power), 0)
  const isLoud = (power: number): boolean => power > 0 && power > loudest * 10 ** (-below / 10)
  const first = powers.findIndex(isLoud)
  const last = powers.reduce((latest, power, frame) => (isLoud(power) ? frame : latest), -1)
  if (first < 0) return { samples: samples.subarray(0, 0), begin: 0, end: 0 }
  const begin = Math.min(first * hop, samples.length - 1)
  const end = Math.min(samples.length, (last + 1) * hop)
  return { samples: samples.subarray(begin, end), begin, end }
}
