import { AeError, requireKnownOptions } from '@ae/core'
import { requireSamples } from '../require-samples'
import {
  copyMirrored,
  FRAME_OPTIONS,
  type FrameOptions,
  type FramePlan,
  frameCount,
  planFrames,
} from './frame-options'
import { type RealFourier, realFourier } from './real-fourier'

/** A short-time Fourier transform: what {@link stft} gives and {@link istft} takes. */
export interface ComplexSpectrogram {
  /** How many spectra there are. */
  readonly frames: number
  /** Numbers of a spectrum: from 0 to half of the sample rate. */
  readonly bins: number
  /** Shape: `[frames, bins]`. */
  readonly real: Float32Array
  /** Shape: `[frames, bins]`. */
  readonly imaginary: Float32Array
}

/**
 * Spectra of overlapping frames of one channel, each under a periodic Hann window.
 *
 * Frames are as librosa's, which mirrors at the ends when asked to (`pad_mode='reflect'`).
 *
 * *Throws*: AeError `config` for an option that cannot be, `data` for a sound that is empty, not finite, or shorter
 * than one frame where frames are not centred.
 *
 * @example
 * const { frames, real, imaginary } = stft(samples, { fftSize: 512, hop: 128 })
 */
export function stft(samples: Float32Array, options: FrameOptions): ComplexSpectrogram {
  requireKnownOptions('stft', options, FRAME_OPTIONS)
  const plan = planFrames('stft', options)
  const frames = requireFrames('stft', plan, requireSamples('stft', samples))
  const spectrogram = emptySpectrogram(plan, frames)
  analyse(plan, samples, realFourier(plan.fftSize), spectrogram)
  return spectrogram
}

/** A place for {@link analyse} to write to. */
export function emptySpectrogram({ fftSize }: FramePlan, frames: number): ComplexSpectrogram {
  const bins = fftSize / 2 + 1
  return {
    frames,
    bins,
    real: new Float32Array(frames * bins),
    imaginary: new Float32Array(frames * bins),
  }
}

/** {@link stft} into what is there already. */
export function analyse(
  plan: FramePlan,
  samples: Float32Array,
  fourier: RealFourier,
  { frames, bins, real, imaginary }: ComplexSpectrogram,
): void {
  for (let frame = 0; frame < frames; frame++) {
    transformFrame(plan, samples, frame, fourier)
    real.set(fourier.real, frame * bins)
    imaginary.set(fourier.imaginary, frame * bins)
  }
}

/** The spectrum of one frame, left in `fourier`. */
export function transformFrame(
  plan: FramePlan,
  samples: Float32Array,
  frame: number,
  fourier: RealFourier,
): void {
  const { signal } = fourier
  copyMirrored(samples, frame * plan.hop - plan.pad, signal)
  for (let i = 0; i < signal.length; i++) signal[i] = (signal[i] ?? 0) * (plan.window[i] ?? 0)
  fourier.forward()
}

/**
 * How many frames a sound has.
 *
 * @throws AeError `data` if not even one
 */
function requireFrames(subject: string, plan: FramePlan, samples: Float32Array): number {
  const frames = frameCount(plan, samples.length)
  if (frames > 0) return frames
  throw new AeError(
    'data',
    `${subject}: expected at least one frame of ${plan.fftSize} samples. Received: ${samples.length} samples.`,
    { hint: '`centre: true` takes shorter sounds, too.' },
  )
}
