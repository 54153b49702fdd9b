import { requireSamples } from '../require-samples'
import { firstTap, planResampling, resampledLength, resampleStretch } from './resample-plan'

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
  const plan = planResampling('resample', options)
  requireSamples('resample', samples)
  if (plan.up === plan.down) return samples.slice()
  const result = new Float32Array(resampledLength(plan, samples.length))
  resampleStretch(plan, samples, 0, 0, result)
  return result
}

/**
 * {@link resample} for a sound that comes in pieces, of a recording that goes on or a long file: as soon as new samples are known
 * they come out. One after the other they are the same numbers; what is kept is as long as a filter, some hundred samples.
 *
 * *Throws*: AeError `config` for an option that cannot be, when the first piece is asked for; `data` for a piece that is not finite.
 *
 * @param pieces of any lengths, also empty ones; not changed
 * @example
 * for (const narrow of resampleChunks([samples, samples], { from: 44100, to: 8000 })) report(narrow)
 */
export function* resampleChunks(
  pieces: Iterable<Float32Array>,
  options: ResampleOptions,
): Generator<Float32Array<ArrayBuffer>> {
  const plan = planResampling('resampleChunks', options)
  let kept = new Float32Array(0)
  let [offset, made] = [0, 0]
  const upTo = (end: number): Float32Array<ArrayBuffer> => {
    const result = new Float32Array(end - made)
    resampleStretch(plan, kept, offset, made, result)
    made = end
    const unused = Math.min(kept.length, Math.max(0, firstTap(plan, made) - offset))
    kept = kept.slice(unused)
    offset += unused
    return result
  }
  for (const piece of pieces) {
    if (piece.length === 0) continue
    requireSamples('resampleChunks', piece)
    if (plan.up === plan.down) {
      yield piece.slice()
      continue
    }
    const longer = new Float32Array(kept.length + piece.length)
    longer.set(kept)
    longer.set(piece, kept.length)
    kept = longer
    // All whose last tap is there.
    const end = resampledLength(plan, Math.max(0, offset + kept.length - plan.taps / 2))
    if (end > made) yield upTo(end)
  }
  const end = resampledLength(plan, offset + kept.length)
  if (kept.length > 0 && end > made) yield upTo(end)
}
