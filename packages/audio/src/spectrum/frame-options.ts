import { AeError, requirePositiveInteger } from '@ae/core'

/** How sound is cut into frames before their spectra are taken. */
export interface FrameOptions {
  /** Length of a transform, a power of two from 4 on; it gives `fftSize / 2 + 1` bins. Unit: samples. */
  readonly fftSize: number
  /** From the beginning of a frame to the next one's. Unit: samples. Default: a quarter of `windowLength`. */
  readonly hop?: number
  /** Length of the periodic Hann window, at least 2, in the middle of a transform. Unit: samples. Default: `fftSize`. */
  readonly windowLength?: number
  /**
   * Whether frame `t` has sample `t · hop` in its middle; the sound goes on beyond its ends as in a mirror. Else it
   * begins there, and there are only whole frames. Default: true.
   */
  readonly centre?: boolean
}

/** Names of {@link FrameOptions}. */
export const FRAME_OPTIONS = ['fftSize', 'hop', 'windowLength', 'centre'] as const

/** {@link FrameOptions} with nothing left out. */
export interface FramePlan {
  /** Unit: samples. */
  readonly fftSize: number
  /** Unit: samples. */
  readonly hop: number
  /** Shape: `[fftSize]`, zeros on both sides of the window. */
  readonly window: Float64Array
  /** Samples before the first that a frame may reach: half of `fftSize`, or 0. */
  readonly pad: number
}

/**
 * Checks the options and computes the window.
 *
 * @throws AeError `config`
 */
export function planFrames(subject: string, options: FrameOptions): FramePlan {
  const fftSize = requirePositiveInteger(subject, 'fftSize', options.fftSize)
  if (fftSize < 4 || !Number.isInteger(Math.log2(fftSize))) {
    throw new AeError(
      'config',
      `${subject}: \`fftSize\` must be a power of two from 4 on. Received: ${fftSize}.`,
      { hint: 'a window may be of any length within it: take the next power of two.' },
    )
  }
  const windowLength = requirePositiveInteger(subject, 'windowLength', options.windowLength ?? fftSize)
  if (windowLength < 2 || windowLength > fftSize) {
    throw new AeError(
      'config',
      `${subject}: \`windowLength\` must be from 2 to \`fftSize\`, ${fftSize}. Received: ${windowLength}.`,
    )
  }
  const quarter = Math.max(1, Math.floor(windowLength / 4))
  const hop = requirePositiveInteger(subject, 'hop', options.hop ?? quarter)
  const window = new Float64Array(fftSize)
  window.set(hannWindow(windowLength), Math.floor((fftSize - windowLength) / 2))
  return { fftSize, hop, window, pad: (options.centre ?? true) ? fftSize / 2 : 0 }
}

/** `½ − ½ cos(2πn/N)`: one period, so that shifted copies add up to a constant. */
function hannWindow(length: number): Float64Array {
  return Float64Array.from({ length }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / length))
}

/** How many frames a sound has. */
export function frameCount(plan: FramePlan, samples: number): number {
  return Math.max(0, 1 + Math.floor((samples + 2 * plan.pad - plan.fftSize) / plan.hop))
}

/** Copies a stretch that may reach beyond both ends, where the sound is mirrored without repeating its last sample. */
export function copyMirrored(samples: Float32Array, start: number, target: Float64Array): void {
  const last = samples.length - 1
  if (start >= 0 && start + target.length <= samples.length) {
    target.set(samples.subarray(start, start + target.length))
    return
  }
  for (let i = 0; i < target.length; i++) {
    let at = start + i
    if (at < 0 || at > last) {
      at = last === 0 ? 0 : Math.abs(at) % (2 * last)
      if (at > last) at = 2 * last - at
    }
    target[i] = samples[at] ?? 0
  }
}
