import { requirePositiveInteger } from '@ae/core'
import type { FrameFeatures } from '../frame-features'
import { requireSamples } from '../require-samples'
import { preEmphasis } from '../signal/pre-emphasis'
import { frameCount } from '../spectrum/frame-options'
import { realFourier } from '../spectrum/real-fourier'
import { transformFrame } from '../spectrum/stft'
import { type FrontEnd, frontEnd, type LogMelOptions } from './front-end'

/** Options of {@link logMelChunks}. */
export interface LogMelChunksOptions extends LogMelOptions {
  /** Most frames of a chunk. Default: 1000, which are ten seconds. */
  readonly chunkFrames?: number
}

/** Magnitudes below this are silence: −100 dB. */
const FLOOR = 1e-5

/**
 * Log-mel frames of speech, in [0, 1]: pre-emphasis, a Hann window, magnitudes, mel bands `m`, then
 * `(20 log₁₀ max(10⁻⁵, m) − topDb + rangeDb) / rangeDb`, clipped. Frame `t` has sample `t · hop` in its middle.
 *
 * No mean is taken off: statistics are for the training set to give. {@link invertLogMel} makes sound of them again.
 *
 * *Throws*: AeError `config` for an option that cannot be, `data` for a sound that is empty or not finite.
 *
 * @example
 * const { frames, width, values } = logMel(samples, { sampleRate: 8000 }) // 100 frames a second, 40 wide
 */
export function logMel(samples: Float32Array, options: LogMelOptions): FrameFeatures {
  const front = frontEnd('logMel', options)
  const bright = emphasized('logMel', samples, front)
  return normalised(front, melDecibels(front, bright, 0, frameCount(front.plan, bright.length)))
}

/**
 * The frames of {@link logMel} a stretch at a time, for sounds of which not everything should be kept at once. One after
 * the other they are the same numbers: chunks know what lies beyond their ends.
 *
 * *Throws*: as {@link logMel}, before the first chunk.
 *
 * @example
 * for (const { frames, values } of logMelChunks(samples, { sampleRate: 16000 })) report([frames, values])
 */
export function* logMelChunks(samples: Float32Array, options: LogMelChunksOptions): Generator<FrameFeatures> {
  const front = frontEnd('logMelChunks', options, ['chunkFrames'])
  const chunk = requirePositiveInteger('logMelChunks', 'chunkFrames', options.chunkFrames ?? 1000)
  const bright = emphasized('logMelChunks', samples, front)
  const frames = frameCount(front.plan, bright.length)
  for (let begin = 0; begin < frames; begin += chunk) {
    yield normalised(front, melDecibels(front, bright, begin, Math.min(frames, begin + chunk)))
  }
}

/** The sound that spectra are taken of. */
export function emphasized(subject: string, samples: Float32Array, { emphasis }: FrontEnd): Float32Array {
  requireSamples(subject, samples)
  return emphasis === 0 ? samples : preEmphasis(samples, emphasis)
}

/** `20 log₁₀ max(10⁻⁵, m)` for the frames from `begin` to before `end`. */
export function melDecibels(
  { plan, bands }: FrontEnd,
  samples: Float32Array,
  begin: number,
  end: number,
): FrameFeatures {
  const fourier = realFourier(plan.fftSize)
  const { real, imaginary } = fourier
  const magnitudes = new Float64Array(real.length)
  const values = new Float32Array((end - begin) * bands.length)
  let at = 0
  for (let frame = begin; frame < end; frame++) {
    transformFrame(plan, samples, frame, fourier)
    for (let k = 0; k < magnitudes.length; k++) {
      const re = real[k] ?? 0
      const im = imaginary[k] ?? 0
      magnitudes[k] = Math.sqrt(re * re + im * im)
    }
    for (const { begin: first, weights } of bands) {
      let sum = 0
      for (let i = 0; i < weights.length; i++) sum += (weights[i] ?? 0) * (magnitudes[first + i] ?? 0)
      values[at++] = 20 * Math.log10(Math.max(FLOOR, sum))
    }
  }
  return { frames: end - begin, width: bands.length, values }
}

function normalised({ topDb, rangeDb }: FrontEnd, { frames, width, values }: FrameFeatures): FrameFeatures {
  const scaled = values.map((db) => Math.min(1, Math.max(0, (db - topDb + rangeDb) / rangeDb)))
  return { frames, width, values: scaled }
}
