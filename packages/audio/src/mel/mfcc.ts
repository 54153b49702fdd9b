import { AeError, requirePositiveInteger, show } from '@ae/core'
import type { FrameFeatures } from '../frame-features'
import { frameCount } from '../spectrum/frame-options'
import { frontEnd, type LogMelOptions } from './front-end'
import { emphasized, melDecibels } from './log-mel'

/** Options of {@link mfcc}. */
export interface MfccOptions extends LogMelOptions {
  /** How many coefficients, the first being the level. Default: 13. */
  readonly coefficients?: number
  /** How often the slope over five frames is appended: 1 for Δ, 2 for Δ and ΔΔ. Default: 0. */
  readonly deltas?: 0 | 1 | 2
}

/** Frames on each side that a slope is fitted to. */
const DELTA_REACH = 2

/**
 * Mel-frequency cepstral coefficients: the orthonormal DCT-II of mel bands in dB, neither scaled nor clipped, and their
 * slopes over time. Width: `coefficients · (1 + deltas)`.
 *
 * *Throws*: AeError `config` for an option that cannot be, `data` for a sound that is empty or not finite.
 *
 * @see Davis & Mermelstein 1980; Young et al. 2006, The HTK Book, eq. 5.16 for the slopes
 * @example
 * const { values } = mfcc(samples, { sampleRate: 16000, deltas: 2 }) // 39 numbers a frame
 */
export function mfcc(samples: Float32Array, options: MfccOptions): FrameFeatures {
  const front = frontEnd('mfcc', options, ['coefficients', 'deltas'])
  const mels = front.bands.length
  const coefficients = requirePositiveInteger('mfcc', 'coefficients', options.coefficients ?? 13)
  if (coefficients > mels) {
    throw new AeError(
      'config',
      `mfcc: \`coefficients\` must be at most \`mels\`, ${mels}. Received: ${coefficients}.`,
    )
  }
  const { deltas = 0 } = options
  if (deltas !== 0 && deltas !== 1 && deltas !== 2) {
    throw new AeError('config', `mfcc: \`deltas\` must be 0, 1 or 2. Received: ${show(deltas)}.`)
  }
  const bright = emphasized('mfcc', samples, front)
  const { frames, values } = melDecibels(front, bright, 0, frameCount(front.plan, bright.length))
  let block = cosines(values, mels, coefficients)
  const blocks = [block]
  for (let order = 0; order < deltas; order++) {
    block = slopes(block, coefficients)
    blocks.push(block)
  }
  const width = coefficients * blocks.length
  const result = new Float32Array(frames * width)
  for (const [i, part] of blocks.entries()) {
    for (let frame = 0; frame < frames; frame++) {
      const row = part.subarray(frame * coefficients, (frame + 1) * coefficients)
      result.set(row, frame * width + i * coefficients)
    }
  }
  return { frames, width, values: result }
}

/** `√(2/M) Σ x_m cos(π c (m + ½) / M)`, the first over √2. */
function cosines(rows: Float32Array, mels: number, coefficients: number): Float32Array {
  const table = Float64Array.from({ length: coefficients * mels }, (_, i) => {
    const [c, m] = [Math.floor(i / mels), i % mels]
    return Math.sqrt((c === 0 ? 1 : 2) / mels) * Math.cos((Math.PI * c * (m + 0.5)) / mels)
  })
  return Float32Array.from({ length: (rows.length / mels) * coefficients }, (_, i) => {
    const [row, c] = [Math.floor(i / coefficients) * mels, (i % coefficients) * mels]
    let sum = 0
    for (let m = 0; m < mels; m++) sum += (rows[row + m] ?? 0) * (table[c + m] ?? 0)
    return sum
  })
}

/** `Σ n (x_{t+n} − x_{t−n}) / 2Σn²`; beyond its ends, the sound stays as it is there. */
function slopes(rows: Float32Array, width: number): Float32Array {
  const last = rows.length / width - 1
  return rows.map((_, i) => {
    const [frame, c] = [Math.floor(i / width), i % width]
    let [sum, squares] = [0, 0]
    for (let n = 1; n <= DELTA_REACH; n++) {
      const later = rows[Math.min(last, frame + n) * width + c] ?? 0
      const earlier = rows[Math.max(0, frame - n) * width + c] ?? 0
      sum += n * (later - earlier)
      squares += 2 * n * n
    }
    return sum / squares
  })
}
