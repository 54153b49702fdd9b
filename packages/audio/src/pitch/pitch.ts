import { AeError, requireKnownOptions, requireNumber, requirePositiveInteger } from '@ae/core'
import { requireSamples } from '../require-samples'

/** No voice is lower, and every lower pitch is a longer search. Unit: Hz. */
const LOWEST = 1

/** Options of {@link pitch}. */
export interface PitchOptions {
  /** Unit: Hz. */
  readonly sampleRate: number
  /** Lowest pitch to look for, from 1 on. Unit: Hz. Default: 60. */
  readonly minHz?: number
  /** Highest pitch to look for. Unit: Hz. Default: 400. */
  readonly maxHz?: number
  /** Share of a frame's power that may be no repetition while it still counts as voiced. Default: .15. */
  readonly threshold?: number
  /** Length of what is compared with its past. Unit: s. Default: .025. */
  readonly windowSeconds?: number
  /** From one frame to the next. Unit: s. Default: .01. */
  readonly hopSeconds?: number
}

/** What {@link pitch} finds, for each frame. */
export interface PitchTrack {
  /** Fundamental frequency, 0 where the frame is unvoiced. Unit: Hz. Shape: `[frames]`. */
  readonly hz: Float32Array
  /** Share of the power that is no repetition, even at the best period: from 0 for a tone to 1 and above. Shape: `[frames]`. */
  readonly aperiodicity: Float32Array
}

/**
 * Fundamental frequency by YIN: the first period at which a frame differs little from itself, compared with how much
 * it differs at all shorter ones (steps 1 to 5 of the paper; the sixth, a second search nearby, is left out).
 *
 * Frame `t` has sample `t · hop` in its middle; beyond its ends the sound is silent. A frame costs its window times the
 * longest period.
 *
 * *Throws*: AeError `config` for an option that cannot be, `data` for a sound that is empty or not finite.
 *
 * @see de Cheveigné & Kawahara 2002, YIN, a fundamental frequency estimator for speech and music, JASA 111
 * @example
 * const { hz } = pitch(samples, { sampleRate: 16000 })
 * const voiced = hz.filter((frequency) => frequency > 0)
 */
export function pitch(samples: Float32Array, options: PitchOptions): PitchTrack {
  requireKnownOptions('pitch', options, [
    'sampleRate',
    'minHz',
    'maxHz',
    'threshold',
    'windowSeconds',
    'hopSeconds',
  ])
  const sampleRate = requirePositiveInteger('pitch', 'sampleRate', options.sampleRate)
  const maxHz = requireNumber('pitch', 'maxHz', options.maxHz ?? 400, { above: 0, max: sampleRate / 4 })
  const minHz = requireNumber('pitch', 'minHz', options.minHz ?? 60, { min: LOWEST, below: maxHz })
  const threshold = requireNumber('pitch', 'threshold', options.threshold ?? 0.15, { above: 0, below: 1 })
  const seconds = { above: 0, max: 1 }
  const window = requireNumber('pitch', 'windowSeconds', options.windowSeconds ?? 0.025, seconds)
  const hopTime = requireNumber('pitch', 'hopSeconds', options.hopSeconds ?? 0.01, seconds)
  requireSamples('pitch', samples)
  const longest = Math.ceil(sampleRate / minHz)
  const shortest = Math.floor(sampleRate / maxHz)
  const [length, hop] = [Math.round(window * sampleRate), Math.round(hopTime * sampleRate)]
  if (length < 1 || hop < 1) {
    throw new AeError(
      'config',
      `pitch: \`windowSeconds\` and \`hopSeconds\` must be at least one sample. Received: ${window} and ${hopTime}.`,
    )
  }

  const frames = 1 + Math.floor(samples.length / hop)
  const [hz, aperiodicity] = [new Float32Array(frames), new Float32Array(frames)]
  const frame = new Float64Array(length + longest + 2)
  const difference = new Float64Array(longest + 2)
  const relative = new Float64Array(longest + 2)
  for (let t = 0; t < frames; t++) {
    const start = t * hop - Math.floor(frame.length / 2)
    for (let i = 0; i < frame.length; i++) frame[i] = samples[start + i] ?? 0
    fillDifferences(frame, length, difference, relative)
    const period = bestPeriod(relative, shortest, longest, threshold)
    aperiodicity[t] = relative[period] ?? 1
    if ((relative[period] ?? 1) >= threshold) continue
    const found = sampleRate / (period + vertex(difference, period))
    hz[t] = Math.min(maxHz, Math.max(minHz, found))
  }
  return { hz, aperiodicity }
}

/** Equations 6 and 8: squared differences at every lag, and each over the mean of those up to it; 1 in silence. */
function fillDifferences(
  frame: Float64Array,
  length: number,
  difference: Float64Array,
  relative: Float64Array,
): void {
  relative[0] = 1
  let total = 0
  for (let lag = 1; lag < difference.length; lag++) {
    let sum = 0
    for (let i = 0; i < length; i++) sum += ((frame[i] ?? 0) - (frame[i + lag] ?? 0)) ** 2
    difference[lag] = sum
    total += sum
    relative[lag] = total > 0 ? (sum * lag) / total : 1
  }
}

/** The bottom of the first dip below the threshold; without one, the lowest point. */
function bestPeriod(relative: Float64Array, shortest: number, longest: number, threshold: number): number {
  let best = shortest
  for (let lag = shortest; lag <= longest; lag++) {
    const value = relative[lag] ?? 1
    if (value < (relative[best] ?? 1)) best = lag
    // A bottom has slopes on both sides: at the shortest lag, the dip may be that of a higher pitch.
    if (value < threshold && (relative[lag + 1] ?? 1) >= value && (relative[lag - 1] ?? 1) >= value)
      return lag
  }
  return best
}

/** How far the bottom of the parabola through three differences is from the middle one. */
function vertex(difference: Float64Array, lag: number): number {
  const [before, here, after] = [difference[lag - 1] ?? 0, difference[lag] ?? 0, difference[lag + 1] ?? 0]
  const bend = before - 2 * here + after
  return bend > 0 ? Math.max(-0.5, Math.min(0.5, (before - after) / 2 / bend)) : 0
}
