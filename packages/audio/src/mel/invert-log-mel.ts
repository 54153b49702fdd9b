import { requireNumber, requirePositiveInteger } from '@ae/core'
import { type FrameFeatures, requireFeatures } from '../frame-features'
import { deEmphasis } from '../signal/pre-emphasis'
import { griffinLim, PHASE_SEARCH_OPTIONS, type PhaseSearchOptions } from '../spectrum/griffin-lim'
import { type FrontEnd, frontEnd, type LogMelOptions } from './front-end'
import { invertMel } from './invert-mel'

/** Options of {@link invertLogMel}: those of the features, and how phases are looked for. */
export interface InvertLogMelOptions extends LogMelOptions, PhaseSearchOptions {
  /** How long the sound is. Unit: samples. Default: up to the middle of the last frame. */
  readonly length?: number
  /** Power that magnitudes are raised to: above 1, what is weak becomes weaker, as is often done before listening. Default: 1. */
  readonly sharpen?: number
}

/**
 * Sound for {@link logMel} frames: decibels undone, the spectrum by non-negative least squares, phases by
 * {@link griffinLim}, then de-emphasis. Take as the options those that the features were made with.
 *
 * *Throws*: AeError `config` for an option that cannot be, `shape` for features of another width, `data` for those that
 * are not finite.
 *
 * @example
 * const again = invertLogMel(logMel(samples, { sampleRate: 8000 }), { sampleRate: 8000, sharpen: 1.2 })
 */
export function invertLogMel(features: FrameFeatures, options: InvertLogMelOptions): Float32Array {
  const front = frontEnd('invertLogMel', options, [...PHASE_SEARCH_OPTIONS, 'length', 'sharpen'])
  const sharpen = requireNumber('invertLogMel', 'sharpen', options.sharpen ?? 1, { above: 0 })
  requireFeatures('invertLogMel', features, front.bands.length)
  const { iterations, momentum, rng, length } = options
  if (length !== undefined) requirePositiveInteger('invertLogMel', 'length', length)
  const samples = griffinLim(magnitudesOf(front, features, sharpen), {
    fftSize: front.plan.fftSize,
    hop: front.plan.hop,
    windowLength: front.windowLength,
    ...(iterations === undefined ? {} : { iterations }),
    ...(momentum === undefined ? {} : { momentum }),
    ...(rng === undefined ? {} : { rng }),
    ...(length === undefined ? {} : { length }),
  })
  return front.emphasis === 0 ? samples : deEmphasis(samples, front.emphasis)
}

/** Spectra of log-mel frames. Shape: `[frames, bins]`. */
export function magnitudesOf(front: FrontEnd, features: FrameFeatures, sharpen: number): FrameFeatures {
  const { frames, width: mels, values } = features
  const width = front.plan.fftSize / 2 + 1
  const magnitudes = new Float32Array(frames * width)
  const [row, spectrum] = [new Float64Array(mels), new Float64Array(width)]
  for (let frame = 0; frame < frames; frame++) {
    for (let mel = 0; mel < mels; mel++) {
      const db = (values[frame * mels + mel] ?? 0) * front.rangeDb - front.rangeDb + front.topDb
      row[mel] = 10 ** (db / 20)
    }
    invertMel(front.bands, row, spectrum)
    magnitudes.set(sharpen === 1 ? spectrum : spectrum.map((value) => value ** sharpen), frame * width)
  }
  return { frames, width, values: magnitudes }
}
