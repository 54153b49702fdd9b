import { AeError, requireKnownOptions, requireNumber, requirePositiveInteger } from '@ae/core'
import type { ResampleOptions } from './resample'

/** Names of {@link ResampleOptions}. */
const RESAMPLE_OPTIONS = ['from', 'to', 'zeroCrossings']
/** Kaiser's window for 100 dB between what passes and what does not. */
const KAISER_BETA = 10.06
/** Width of the transition at that attenuation times zero crossings, as a fraction of the cut-off: (100 − 8)/(2.285·2π). */
const TRANSITION = 6.41
/** Above this, filters are computed where they are needed and not kept. Unit: numbers. */
const MOST_KEPT = 2 ** 20

/** Rates further apart are a mistake, and their filters would fill the memory. */
const MOST_RATIO = 1000

/** How a sound goes from one rate to another. */
export interface ResamplePlan {
  /** New samples for every `down` old ones. */
  readonly up: number
  /** Old samples for every `up` new ones. */
  readonly down: number
  /** Old samples that a new one is made of. */
  readonly taps: number
  /** Weights of those samples; valid until the next call. */
  filterOf(phase: number): Float64Array
}

/**
 * Checks the options, and designs the filters.
 *
 * @throws AeError `config`
 */
export function planResampling(subject: string, options: ResampleOptions): ResamplePlan {
  requireKnownOptions(subject, options, RESAMPLE_OPTIONS)
  const from = requirePositiveInteger(subject, 'from', options.from)
  const to = requirePositiveInteger(subject, 'to', options.to)
  const crossings = requireNumber(subject, 'zeroCrossings', options.zeroCrossings ?? 64, {
    min: 8,
    max: 1024,
  })
  if (Math.max(from / to, to / from) > MOST_RATIO) {
    throw new AeError(
      'config',
      `${subject}: \`from\` and \`to\` must be within ${MOST_RATIO} times of each other. Received: ${from} and ${to}.`,
    )
  }
  const divisor = greatestCommonDivisor(from, to)
  const [up, down] = [to / divisor, from / divisor]
  // The transition ends at half of the lower rate.
  const cutoff = Math.min(1, to / from) * (1 - TRANSITION / crossings / 2)
  const taps = 2 * Math.ceil(crossings / cutoff)
  const filters = new Map<number, Float64Array>()
  const scratch = new Float64Array(taps)
  return {
    up,
    down,
    taps,
    filterOf(phase) {
      const kept = filters.get(phase)
      if (kept !== undefined) return kept
      const isKept = (filters.size + 1) * taps <= MOST_KEPT
      const filter = fillFilter(isKept ? new Float64Array(taps) : scratch, phase / up, cutoff)
      if (isKept) filters.set(phase, filter)
      return filter
    },
  }
}

/** How many new samples there are for so many old ones. */
export function resampledLength({ up, down }: ResamplePlan, samples: number): number {
  return Math.ceil((samples * up) / down)
}

/**
 * New samples from `begin` on, as many as `target` has.
 *
 * @param samples a stretch of the sound, silent beyond its ends
 * @param offset  where in the sound it begins
 */
export function resampleStretch(
  plan: ResamplePlan,
  samples: Float32Array,
  offset: number,
  begin: number,
  target: Float32Array,
): void {
  const { up, down, taps } = plan
  for (let n = 0; n < target.length; n++) {
    const position = (begin + n) * down
    const filter = plan.filterOf(position % up)
    const start = firstTap(plan, begin + n) - offset
    let sum = 0
    for (let i = Math.max(0, -start); i < taps && start + i < samples.length; i++) {
      sum += (filter[i] ?? 0) * (samples[start + i] ?? 0)
    }
    target[n] = sum
  }
}

/** The first old sample that new sample `n` is made of; below 0 at the beginning. */
export function firstTap({ up, down, taps }: ResamplePlan, n: number): number {
  return Math.floor((n * down) / up) - taps / 2 + 1
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
