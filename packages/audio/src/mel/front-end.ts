import { requireKnownOptions, requireNumber, requirePositiveInteger } from '@ae/core'
import { type FramePlan, planFrames } from '../spectrum/frame-options'
import { type MelBand, melBands } from './mel-filter-bank'

/** How speech is looked at: the options of everything that has to do with mels. */
export interface LogMelOptions {
  /** Unit: Hz. */
  readonly sampleRate: number
  /** How many bands there are. Default: 40. */
  readonly mels?: number
  /** Where the first band begins. Unit: Hz. Default: 60. */
  readonly minHz?: number
  /** Where the last band ends. Unit: Hz. Default: .475 of `sampleRate`, which is 3800 at 8 kHz. */
  readonly maxHz?: number
  /** Default: `slaney`. */
  readonly scale?: 'slaney' | 'htk'
  /** Default: `height`; with `area`, half of the bands of ordinary speech lie below the floor. */
  readonly normalise?: 'height' | 'area'
  /** Length of the window; the transform is the next power of two. Unit: s. Default: .025. */
  readonly windowSeconds?: number
  /** From one frame to the next. Unit: s. Default: .01. */
  readonly hopSeconds?: number
  /** Coefficient of the pre-emphasis; 0 is none. Default: .97. */
  readonly emphasis?: number
  /** What becomes 1. Unit: dB. Default: 20. */
  readonly topDb?: number
  /** How far below that 0 lies. Unit: dB. Default: 80. */
  readonly rangeDb?: number
}

/** Names of {@link LogMelOptions}. */
const LOG_MEL_OPTIONS = [
  'sampleRate',
  'mels',
  'minHz',
  'maxHz',
  'scale',
  'normalise',
  'windowSeconds',
  'hopSeconds',
  'emphasis',
  'topDb',
  'rangeDb',
] as const

/** {@link LogMelOptions}, ready for use. */
export interface FrontEnd {
  /** How sound is cut. */
  readonly plan: FramePlan
  /** Unit: samples. */
  readonly windowLength: number
  /** One a mel. */
  readonly bands: readonly MelBand[]
  /** Coefficient of the pre-emphasis. */
  readonly emphasis: number
  /** Unit: dB. */
  readonly topDb: number
  /** Unit: dB. */
  readonly rangeDb: number
}

/**
 * Checks the options, then computes window and filters.
 *
 * @param more names of further options that the caller takes
 * @throws AeError `config`
 */
export function frontEnd(subject: string, options: LogMelOptions, more: readonly string[] = []): FrontEnd {
  requireKnownOptions(subject, options, [...LOG_MEL_OPTIONS, ...more])
  const sampleRate = requirePositiveInteger(subject, 'sampleRate', options.sampleRate)
  const seconds = { above: 0, max: 1 }
  const window = requireNumber(subject, 'windowSeconds', options.windowSeconds ?? 0.025, seconds)
  const hop = requireNumber(subject, 'hopSeconds', options.hopSeconds ?? 0.01, seconds)
  const emphasis = requireNumber(subject, 'emphasis', options.emphasis ?? 0.97, { min: 0, below: 1 })
  const topDb = requireNumber(subject, 'topDb', options.topDb ?? 20)
  const rangeDb = requireNumber(subject, 'rangeDb', options.rangeDb ?? 80, { above: 0 })
  const windowLength = Math.max(2, Math.round(window * sampleRate))
  const fftSize = 2 ** Math.ceil(Math.log2(Math.max(4, windowLength)))
  const plan = planFrames(subject, { fftSize, windowLength, hop: Math.max(1, Math.round(hop * sampleRate)) })
  const { mels, scale, normalise, minHz = 60, maxHz = 0.475 * sampleRate } = options
  const bands = melBands(subject, {
    sampleRate,
    fftSize,
    minHz,
    maxHz,
    ...(mels === undefined ? {} : { mels }),
    ...(scale === undefined ? {} : { scale }),
    ...(normalise === undefined ? {} : { normalise }),
  })
  return { plan, windowLength, bands, emphasis, topDb, rangeDb }
}
