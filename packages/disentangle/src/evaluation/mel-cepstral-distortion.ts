import type { FrameFeatures } from '@ae/audio'
import { AeError, requireChoice, requireKnownOptions, requireNumber, requirePositiveInteger } from '@ae/core'
import { dynamicTimeWarping } from './dynamic-time-warping'

/** Options of {@link melCepstralDistortion}. */
export interface MelCepstralDistortionOptions {
  /** Cepstra that are compared, from the second on: the first is loudness. Default 12. */
  readonly cepstra?: number
  /** How many dB lie between 0 and 1 of the features, as `logMel` was told. Default 80. */
  readonly rangeDb?: number
  /** Whether time may be stretched to fit (`dtw`) or frame is compared with frame (`none`). Default `dtw`. */
  readonly alignment?: 'dtw' | 'none'
}

/**
 * How far two sounds lie apart in timbre, in dB: the root mean square, over mels, of the difference of their spectra, smoothed
 * to a few cepstra and with loudness left out; a mean along the path that lays one upon the other. Unit: dB.
 *
 * For a conversion, compare with the target speaker saying the same. Values depend on bands, range and number of cepstra:
 * compare only what was measured alike.
 *
 * @param first  `logMel` frames
 * @param second of as many mels
 * @throws AeError `shape` if their widths differ, or one is empty or has not as many numbers as it says; `config` on a bad option
 * @see Kubichek 1993, Mel-Cepstral Distance Measure for Objective Speech Quality Assessment
 */
export function melCepstralDistortion(
  first: FrameFeatures,
  second: FrameFeatures,
  options: MelCepstralDistortionOptions = {},
): number {
  const subject = 'melCepstralDistortion'
  requireKnownOptions(subject, options, ['cepstra', 'rangeDb', 'alignment'])
  const cepstra = requirePositiveInteger(subject, 'cepstra', options.cepstra ?? 12)
  const rangeDb = requireNumber(subject, 'rangeDb', options.rangeDb ?? 80, { above: 0 })
  const alignment = requireChoice(subject, 'alignment', options.alignment ?? 'dtw', ['dtw', 'none'])
  const whole = [first, second].every(
    ({ frames, width, values }) => frames > 0 && values.length === frames * width,
  )
  if (!whole || first.width !== second.width || first.width <= cepstra) {
    throw new AeError(
      'shape',
      `${subject}: expected frames of equally many mels, more than ${cepstra}. Received: ${first.frames} of ${first.width} and ${second.frames} of ${second.width}.`,
    )
  }
  const [a, b] = [cepstraOf(first, cepstra, rangeDb), cepstraOf(second, cepstra, rangeDb)]
  const distance = (i: number, j: number): number => {
    let sum = 0
    for (let k = 0; k < cepstra; k++) sum += ((a[i * cepstra + k] ?? 0) - (b[j * cepstra + k] ?? 0)) ** 2
    // A cosine's mean square is half its amplitude's.
    return Math.sqrt(sum / 2)
  }
  if (alignment === 'none') {
    const frames = Math.min(first.frames, second.frames)
    let sum = 0
    for (let t = 0; t < frames; t++) sum += distance(t, t)
    return sum / frames
  }
  const { cost, path } = dynamicTimeWarping([first.frames, second.frames], distance)
  return cost / path.length
}

/** Amplitudes, in dB, of the cosines over mels that a frame's spectrum is the sum of, the constant left out: `[frames, count]`. */
function cepstraOf({ frames, width, values }: FrameFeatures, count: number, rangeDb: number): Float64Array {
  const result = new Float64Array(frames * count)
  for (let t = 0; t < frames; t++) {
    for (let k = 1; k <= count; k++) {
      let sum = 0
      for (let mel = 0; mel < width; mel++) {
        sum += (values[t * width + mel] ?? 0) * Math.cos((Math.PI * k * (mel + 0.5)) / width)
      }
      result[t * count + k - 1] = (2 * rangeDb * sum) / width
    }
  }
  return result
}
