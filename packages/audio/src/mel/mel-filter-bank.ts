import { AeError, requireChoice, requireKnownOptions, requireNumber, requirePositiveInteger } from '@ae/core'

/** Where the triangles of a mel filter bank lie. */
export interface MelBandOptions {
  /** Unit: Hz. */
  readonly sampleRate: number
  /** Length of the transform whose bins are summed. Unit: samples. */
  readonly fftSize: number
  /** How many bands there are. Default: 40. */
  readonly mels?: number
  /** Where the first band begins. Unit: Hz. Default: 0. */
  readonly minHz?: number
  /** Where the last band ends. Unit: Hz. Default: half of `sampleRate`. */
  readonly maxHz?: number
  /** Slaney's scale is linear up to 1 kHz, HTK's nowhere. Default: `slaney`. */
  readonly scale?: 'slaney' | 'htk'
  /** Whether triangles have the area 1 Hz (librosa's default) or the height 1. Default: `height`. */
  readonly normalise?: 'height' | 'area'
}

/** Names of {@link MelBandOptions}. */
const MEL_BAND_OPTIONS = ['sampleRate', 'fftSize', 'mels', 'minHz', 'maxHz', 'scale', 'normalise'] as const

/** One triangle: the bins it covers. */
export interface MelBand {
  /** Its first bin. */
  readonly begin: number
  /** Weights from there on. */
  readonly weights: Float64Array
}

/** Slaney's scale: 200/3 Hz a mel up to 1 kHz, from there on 27 mels for a factor of 6.4. */
const [LINEAR_HZ, BREAK_HZ, LOG_STEP] = [200 / 3, 1000, Math.log(6.4) / 27]
const BREAK_MEL = BREAK_HZ / LINEAR_HZ

/**
 * Weights that sum the bins of a spectrum to mel bands. Shape: `[mels, fftSize / 2 + 1]`.
 *
 * Equal to `librosa.filters.mel`, with `htk=True` for the scale `htk`, `norm=None` for `height`.
 *
 * *Throws*: AeError `config` for an option that cannot be, and for bands so narrow that one has no bin.
 *
 * @see Slaney 1998, Auditory Toolbox; Young et al. 2006, The HTK Book, eq. 5.13
 * @example
 * const bank = melFilterBank({ sampleRate: 16000, fftSize: 512, mels: 80, normalise: 'area' })
 */
export function melFilterBank(options: MelBandOptions): Float32Array {
  requireKnownOptions('melFilterBank', options, MEL_BAND_OPTIONS)
  const bins = options.fftSize / 2 + 1
  const bands = melBands('melFilterBank', options)
  const bank = new Float32Array(bands.length * bins)
  for (const [mel, { begin, weights }] of bands.entries()) bank.set(weights, mel * bins + begin)
  return bank
}

/**
 * The triangles alone: hardly any weight of a bank is not 0.
 *
 * @throws AeError `config`
 */
export function melBands(subject: string, options: MelBandOptions): readonly MelBand[] {
  const sampleRate = requirePositiveInteger(subject, 'sampleRate', options.sampleRate)
  const fftSize = requirePositiveInteger(subject, 'fftSize', options.fftSize)
  if (fftSize % 2 === 1) {
    throw new AeError('config', `${subject}: \`fftSize\` must be even. Received: ${fftSize}.`)
  }
  const mels = requirePositiveInteger(subject, 'mels', options.mels ?? 40)
  const maxHz = requireNumber(subject, 'maxHz', options.maxHz ?? sampleRate / 2, {
    above: 0,
    max: sampleRate / 2,
  })
  const minHz = requireNumber(subject, 'minHz', options.minHz ?? 0, { min: 0, below: maxHz })
  const scale = requireChoice(subject, 'scale', options.scale ?? 'slaney', ['slaney', 'htk'])
  const normalise = requireChoice(subject, 'normalise', options.normalise ?? 'height', ['height', 'area'])
  const { toMel, toHz } = SCALES[scale]
  const [first, last] = [toMel(minHz), toMel(maxHz)]
  const edge = (i: number): number => toHz(first + ((last - first) * i) / (mels + 1))
  return Array.from({ length: mels }, (_, mel) => {
    const [low, peak, high] = [edge(mel), edge(mel + 1), edge(mel + 2)]
    const begin = Math.floor((low * fftSize) / sampleRate) + 1
    const end = Math.min(fftSize / 2 + 1, Math.ceil((high * fftSize) / sampleRate))
    if (begin >= end) {
      throw new AeError(
        'config',
        `${subject}: \`mels\` must be so few that each band has a bin. Received: ${mels}, of which band ${mel} has none.`,
        { hint: 'take a longer `fftSize` or fewer `mels`.' },
      )
    }
    const height = normalise === 'area' ? 2 / (high - low) : 1
    const weights = Float64Array.from({ length: end - begin }, (_, i) => {
      const hz = ((begin + i) * sampleRate) / fftSize
      return height * Math.max(0, Math.min((hz - low) / (peak - low), (high - hz) / (high - peak)))
    })
    return { begin, weights }
  })
}

const SCALES = {
  slaney: {
    toMel: (hz: number): number =>
      hz < BREAK_HZ ? hz / LINEAR_HZ : BREAK_MEL + Math.log(hz / BREAK_HZ) / LOG_STEP,
    toHz: (mel: number): number =>
      mel < BREAK_MEL ? mel * LINEAR_HZ : BREAK_HZ * Math.exp(LOG_STEP * (mel - BREAK_MEL)),
  },
  htk: {
    toMel: (hz: number): number => 2595 * Math.log10(1 + hz / 700),
    toHz: (mel: number): number => 700 * (10 ** (mel / 2595) - 1),
  },
} as const
