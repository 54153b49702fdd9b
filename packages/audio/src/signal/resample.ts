import { requireKnownOptions, requireNumber, requirePositiveInteger } from '@ae/core'
import { requireSamples } from '../require-samples'

/** Options of {@link resample}. */
export interface ResampleOptions {
  /** The sound's sample rate. Unit: Hz. */
  readonly from: number
  /** The sample rate it shall have. Unit: Hz. */
  readonly to: number
  /**
   * Zero crossings of the sinc on each side: more make a steeper filter, and cost in proportion. Default: 64, which
   * passes 90 % of the narrower band and stops what lies beyond it.
   */
  readonly zeroCrossings?: number
}

/** Kaiser's window for 100 dB between what passes and what does not. */
const KAISER_BETA = 10.06
/** Width of the transition at that attenuation times zero crossings, as a fraction of the cut-off: (100 − 8)/(2.285·2π). */
const TRANSITION = 6.41
/** Above this, filters are computed where they are needed and not kept. Unit: numbers. */
const MOST_KEPT = 2 ** 20

/**
 * The same sound at another sample rate: band-limited interpolation with a windowed sinc, one filter for each phase that
 * occurs. What the new rate cannot hold is stopped by 100 dB. There are `⌈samples · to / from⌉` new samples, the first
 * at the time of the old first; beyond its ends the sound is silent.
 *
 * *Throws*: AeError `config` for an option that cannot be, `data` for a sound that is empty or not finite.
 *
 * @see Smith & Gossett 1984, A flexible sampling-rate conversion method; Kaiser & Schafer 1980 for the window
 * @example
 * const narrow = resample(samples, { from: 44100, to: 8000 })
 */
export function resample(samples: Float32Array, options: ResampleOptions): Float32Array {
  requireKnownOptions('resample', options, ['from', 'to', 'zeroCrossings'])
  const from = requirePositiveInteger('resample', 'from', options.from)
  const to = requirePositiveInteger('resample', 'to', options.to)
  const crossings = requireNumber('resample', 'zeroCrossings', options.zeroCrossings ?? 64, {
    min: 8,
    max: 1024,
  })
  requireSamples('resample', samples)
  if (from === to) return samples.slice()

  const divisor = greatestCommonDivisor(from, to)
  const [up, down] = [to / divisor, from / divisor]
  // The transition ends at half of the lower rate.
  const cutoff = Math.min(1, to / from) * (1 - TRANSITION / crossings / 2)
  const reach = Math.ceil(crossings / cutoff)
  const taps = 2 * reach
  const result = new Float32Array(Math.ceil((samples.length * up) / down))
  const isKept = Math.min(up, result.length) * taps <= MOST_KEPT
  const filters = new Map<number, Float64Array>()
  const scratch = new Float64Array(taps)
  for (let n = 0; n < result.length; n++) {
    const phase = (n * down) % up
    const filter =
      filters.get(phase) ?? fillFilter(isKept ? new Float64Array(taps) : scratch, phase / up, cutoff)
    if (isKept) filters.set(phase, filter)
    const start = Math.floor((n * down) / up) - reach + 1
    let sum = 0
    for (let i = Math.max(0, -start); i < taps && start + i < samples.length; i++) {
      sum += (filter[i] ?? 0) * (samples[start + i] ?? 0)
    }
    result[n] = sum
  }
  return result
}

/** Taps for a point that lies `fraction` after a sample; they sum to 1, so that what is constant remains so. */
function fillFilter(filter: Float64Array, fraction: number, cutoff: number): Float64Array {
  const reach = filter.length / 2
  let sum = 0
  for (let i = 0; i < filter.length; i++) {
    const time = i - reach + 1 - fraction
    const angle = Math.PI * cutoff * time
    const sinc = angle === 0 ? 1 : Math.sin(angle) / angle
    const tap = sinc * besselI0(KAISER_BETA * Math.sqrt(Math.max(0, 1 - (time / reach) ** 2)))
    filter[i] = tap
    sum += tap
  }
  for (let i = 0; i < filter.length; i++) filter[i] = (filter[i] ?? 0) / sum
  return filter
}

/** `I₀(x) = Σ ((x/2)ᵏ / k!)²`, until terms no longer count. */
function besselI0(x: number): number {
  let [sum, term] = [1, 1]
  for (let k = 1; term > sum * Number.EPSILON; k++) {
    term *= (x / 2 / k) ** 2
    sum += term
  }
  return sum
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}
