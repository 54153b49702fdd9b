import { AeError, requireKnownOptions, requireNumber, requirePositiveInteger } from '@ae/core'
import { requireSamples } from '../require-samples'

/** Options of {@link loudness}. */
export interface LoudnessOptions {
  /** Unit: Hz, from 4000 on. */
  readonly sampleRate: number
  /** Interleaved channels, all of them in front of the listener and none for low-frequency effects. Default: 1. */
  readonly channels?: number
}

/** Blocks that count are at least this loud. Unit: LUFS. */
const ABSOLUTE_GATE = -70
/** Blocks that count are at most this much below the mean of those. Unit: dB. */
const RELATIVE_GATE = -10
/** Unit: dB. */
const OFFSET = -0.691
/** Length of a block, and from one to the next. Unit: s. */
const [BLOCK, STEP] = [0.4, 0.1]

/** Numbers of a filter of second order, `a₀` being 1. */
interface Biquad {
  readonly b: readonly [number, number, number]
  readonly a: readonly [number, number]
}

/**
 * Integrated loudness of a programme: power under a filter that hears as we do, of the blocks that are not pauses.
 * Unit: LUFS. −∞ where there is nothing but silence.
 *
 * *Throws*: AeError `config` for an option that cannot be, `data` for a sound that is empty, not finite, or of broken frames.
 *
 * @see ITU-R BS.1770-4 (2015), annex 1
 * @example
 * const gain = 10 ** ((-23 - loudness(samples, { sampleRate: 16000 })) / 20)
 */
export function loudness(samples: Float32Array, options: LoudnessOptions): number {
  requireKnownOptions('loudness', options, ['sampleRate', 'channels'])
  const sampleRate = requireNumber('loudness', 'sampleRate', options.sampleRate, { min: 4000 })
  const channels = requirePositiveInteger('loudness', 'channels', options.channels ?? 1)
  requireSamples('loudness', samples)
  if (samples.length % channels !== 0) {
    throw new AeError(
      'data',
      `loudness: expected whole frames of ${channels} channels. Received: ${samples.length} samples.`,
    )
  }
  const frames = samples.length / channels
  const length = Math.min(frames, Math.round(BLOCK * sampleRate))
  const step = Math.round(STEP * sampleRate)
  const powers = new Float64Array(1 + Math.floor((frames - length) / step))
  for (let channel = 0; channel < channels; channel++) {
    const heard = Float64Array.from({ length: frames }, (_, t) => samples[t * channels + channel] ?? 0)
    for (const filter of kWeighting(sampleRate)) filterInPlace(heard, filter)
    powers.forEach((power, block) => {
      const part = heard.subarray(block * step, block * step + length)
      powers[block] = power + part.reduce((sum, x) => sum + x * x, 0) / length
    })
  }
  const audible = powers.filter((power) => toLufs(power) >= ABSOLUTE_GATE)
  const gate = toLufs(mean(audible)) + RELATIVE_GATE
  return toLufs(mean(audible.filter((power) => toLufs(power) >= gate)))
}

const toLufs = (power: number): number => OFFSET + 10 * Math.log10(power)

function mean(values: Float64Array): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
}

/**
 * The two filters of the standard, which gives their numbers for 48 kHz only: a shelf for the head, then a high-pass.
 * These are the analogue filters behind them, warped to any rate by the bilinear transform.
 *
 * @see Mansbridge, Finn & Reiss 2012, Implementation and evaluation of autonomous multi-track fader control, §2.1
 */
function kWeighting(sampleRate: number): readonly [Biquad, Biquad] {
  const shelf = { hz: 1681.974450955533, gain: 3.999843853973347, q: 0.7071752369554196 }
  const pass = { hz: 38.13547087602444, q: 0.5003270373238773 }

  const k = Math.tan((Math.PI * shelf.hz) / sampleRate)
  const high = 10 ** (shelf.gain / 20)
  const band = high ** 0.4996667741545416
  const shelfScale = 1 + k / shelf.q + k * k
  const l = Math.tan((Math.PI * pass.hz) / sampleRate)
  const passScale = 1 + l / pass.q + l * l
  return [
    {
      b: [
        (high + (band * k) / shelf.q + k * k) / shelfScale,
        (2 * (k * k - high)) / shelfScale,
        (high - (band * k) / shelf.q + k * k) / shelfScale,
      ],
      a: [(2 * (k * k - 1)) / shelfScale, (1 - k / shelf.q + k * k) / shelfScale],
    },
    {
      // The standard does not divide these, and neither does its offset expect it.
      b: [1, -2, 1],
      a: [(2 * (l * l - 1)) / passScale, (1 - l / pass.q + l * l) / passScale],
    },
  ]
}

function filterInPlace(signal: Float64Array, { b, a }: Biquad): void {
  let [first, second] = [0, 0]
  for (let t = 0; t < signal.length; t++) {
    const x = signal[t] ?? 0
    const y = b[0] * x + first
    first = b[1] * x - a[0] * y + second
    second = b[2] * x - a[1] * y
    signal[t] = y
  }
}
