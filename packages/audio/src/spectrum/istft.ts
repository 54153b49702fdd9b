import { AeError, requireKnownOptions, requirePositiveInteger } from '@ae/core'
import { FRAME_OPTIONS, type FrameOptions, type FramePlan, planFrames } from './frame-options'
import { type RealFourier, realFourier } from './real-fourier'
import type { ComplexSpectrogram } from './stft'

/** Options of {@link istft}: those the spectrogram was made with. */
export interface IstftOptions extends FrameOptions {
  /** How long the sound is. Unit: samples. Default: as far as the middles, or without `centre` the ends, of frames reach. */
  readonly length?: number
}

/** Sums of squared windows below this are no sound: what spectra in float32 say of such a sample is mostly rounding. */
const NOTHING = 1e-10

/**
 * The sound whose spectra come closest to the given ones, in squares.
 *
 * It undoes {@link stft} wherever a window that is not 0 covers a sample. Where windows are smaller than
 * 1e-5 it gives 0: without `centre`, the first and last samples, five each of a Hann window of 4,096. Hops of nearly the window's
 * length lose what lies where two windows end.
 *
 * *Throws*: AeError `config` for an option that cannot be, and for a hop longer than the window; `shape` for a
 * spectrogram of another size.
 *
 * @see Griffin & Lim 1984, Signal estimation from modified short-time Fourier transform, eq. 6
 * @example
 * const same = istft(stft(samples, { fftSize: 512 }), { fftSize: 512, length: samples.length })
 */
export function istft(spectrogram: ComplexSpectrogram, options: IstftOptions): Float32Array {
  requireKnownOptions('istft', options, [...FRAME_OPTIONS, 'length'])
  const plan = planFrames('istft', options)
  requireOverlap('istft', plan)
  requireBins('istft', plan, spectrogram)
  const length =
    options.length === undefined ? undefined : requirePositiveInteger('istft', 'length', options.length)
  const samples = new Float32Array(length ?? naturalLength(plan, spectrogram.frames))
  const weights = windowWeights(plan, spectrogram.frames, samples.length)
  synthesise(plan, spectrogram, realFourier(plan.fftSize), weights, samples)
  return samples
}

/** How far frames reach. Unit: samples. */
export function naturalLength(plan: FramePlan, frames: number): number {
  return Math.max(0, (frames - 1) * plan.hop + plan.fftSize - 2 * plan.pad)
}

/** One over the sum of squared windows over each sample; 0 where nothing covers it. */
export function windowWeights(plan: FramePlan, frames: number, length: number): Float64Array {
  const weights = new Float64Array(length)
  for (let frame = 0; frame < frames; frame++) {
    const start = frame * plan.hop - plan.pad
    for (let i = Math.max(0, -start); i < plan.fftSize && start + i < length; i++) {
      weights[start + i] = (weights[start + i] ?? 0) + (plan.window[i] ?? 0) ** 2
    }
  }
  return weights.map((sum) => (sum > NOTHING ? 1 / sum : 0))
}

/** {@link istft} into what is there already. */
export function synthesise(
  plan: FramePlan,
  { frames, bins, real, imaginary }: ComplexSpectrogram,
  fourier: RealFourier,
  weights: Float64Array,
  samples: Float32Array,
): void {
  const sums = new Float64Array(samples.length)
  for (let frame = 0; frame < frames; frame++) {
    fourier.real.set(real.subarray(frame * bins, (frame + 1) * bins))
    fourier.imaginary.set(imaginary.subarray(frame * bins, (frame + 1) * bins))
    fourier.inverse()
    const start = frame * plan.hop - plan.pad
    for (let i = Math.max(0, -start); i < plan.fftSize && start + i < sums.length; i++) {
      sums[start + i] = (sums[start + i] ?? 0) + (fourier.signal[i] ?? 0) * (plan.window[i] ?? 0)
    }
  }
  for (let i = 0; i < samples.length; i++) samples[i] = (sums[i] ?? 0) * (weights[i] ?? 0)
}

/** @throws AeError `config` if samples lie between windows */
export function requireOverlap(subject: string, plan: FramePlan): void {
  const windowLength = plan.window.reduce((count, weight) => count + (weight > 0 ? 1 : 0), 1)
  if (plan.hop < windowLength) return
  throw new AeError(
    'config',
    `${subject}: \`hop\` must be shorter than the window, ${windowLength}, so that no sample is lost. Received: ${plan.hop}.`,
  )
}

/** @throws AeError `shape` */
function requireBins(
  subject: string,
  plan: FramePlan,
  { frames, bins, real, imaginary }: ComplexSpectrogram,
): void {
  const expected = plan.fftSize / 2 + 1
  if (bins === expected && real.length === frames * bins && imaginary.length === frames * bins) return
  throw new AeError(
    'shape',
    `${subject}: expected [frames, ${expected}] numbers of each part. Received: ${frames} frames, ${bins} bins, ${real.length} and ${imaginary.length} numbers.`,
  )
}
