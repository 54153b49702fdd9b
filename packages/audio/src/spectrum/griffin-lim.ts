import { AeError, type Rng, requireKnownOptions, requireNumber, requirePositiveInteger } from '@ae/core'
import { type FrameFeatures, requireFeatures } from '../frame-features'
import { FRAME_OPTIONS, type FrameOptions, type FramePlan, planFrames } from './frame-options'
import { naturalLength, requireOverlap, synthesise, windowWeights } from './istft'
import { realFourier } from './real-fourier'
import { analyse, type ComplexSpectrogram, emptySpectrogram, stft } from './stft'

/** How phases are looked for. */
export interface PhaseSearchOptions {
  /** Each is a synthesis and an analysis of the whole sound. Default: 60. */
  readonly iterations?: number
  /** How far a step goes on in the direction of the last one; 0 is the method of 1984. Default: .99. */
  readonly momentum?: number
  /** Where the first phases come from. Default: every bin begins as a steady tone of its own frequency. */
  readonly rng?: Rng
}

/** Options of {@link griffinLim}: how the magnitudes were made, and how phases are looked for. */
export interface GriffinLimOptions extends FrameOptions, PhaseSearchOptions {
  /** How long the sound is. Unit: samples. Default: as far as the middles, or without `centre` the ends, of frames reach. */
  readonly length?: number
}

/** Names of {@link PhaseSearchOptions}. */
export const PHASE_SEARCH_OPTIONS = ['iterations', 'momentum', 'rng'] as const

/** Keeps a spectrum of nothing from having a direction. */
const TINY = 1e-16

/**
 * Sound whose short-time spectra have the given magnitudes, as nearly as one can: the fast Griffin–Lim algorithm. It
 * looks for phases that belong to a sound, and finds some that do nearly; a vocoder that has learnt speech sounds better.
 *
 * *Throws*: AeError `config` for an option that cannot be, `shape` for magnitudes of another size, `data` for those that
 * are negative or not finite.
 *
 * @see Perraudin, Balazs & Søndergaard 2013, A fast Griffin-Lim algorithm; Griffin & Lim 1984 for `momentum: 0`
 * @example
 * const samples = griffinLim(magnitudes, { fftSize: 256, hop: 80, windowLength: 200 })
 */
export function griffinLim(magnitudes: FrameFeatures, options: GriffinLimOptions): Float32Array {
  requireKnownOptions('griffinLim', options, [...FRAME_OPTIONS, ...PHASE_SEARCH_OPTIONS, 'length'])
  const plan = planFrames('griffinLim', options)
  requireOverlap('griffinLim', plan)
  const iterations = requirePositiveInteger('griffinLim', 'iterations', options.iterations ?? 60)
  const momentum = requireNumber('griffinLim', 'momentum', options.momentum ?? 0.99, { min: 0, below: 2 })
  const { frames, values } = requireMagnitudes('griffinLim', magnitudes, plan)
  const natural = naturalLength(plan, frames)
  const length = requirePositiveInteger('griffinLim', 'length', options.length ?? Math.max(1, natural))

  const fourier = realFourier(plan.fftSize)
  const samples = new Float32Array(length)
  const weights = windowWeights(plan, frames, length)
  const guess = firstGuess(plan, magnitudes, options.rng)
  let consistent = emptySpectrogram(plan, frames)
  let previous = emptySpectrogram(plan, frames)
  for (let step = 0; step < iterations; step++) {
    synthesise(plan, guess, fourier, weights, samples)
    analyse(plan, samples, fourier, consistent)
    // t = c + α(c − c′), of which only the direction matters.
    const ahead = step === 0 ? 0 : momentum
    for (let i = 0; i < values.length; i++) {
      const re = consistent.real[i] ?? 0
      const im = consistent.imaginary[i] ?? 0
      const x = re + ahead * (re - (previous.real[i] ?? 0))
      const y = im + ahead * (im - (previous.imaginary[i] ?? 0))
      const scale = (values[i] ?? 0) / (Math.sqrt(x * x + y * y) + TINY)
      guess.real[i] = x * scale
      guess.imaginary[i] = y * scale
    }
    const last = previous
    previous = consistent
    consistent = last
  }
  synthesise(plan, guess, fourier, weights, samples)
  return samples
}

/**
 * How far the spectra of a sound are from magnitudes it should have: `‖|STFT(x)| − S‖ / ‖S‖`, 0 if it has them.
 *
 * *Throws*: as {@link griffinLim}, and AeError `shape` for a sound of another number of frames.
 *
 * @see Sturmel & Daudet 2011, Signal reconstruction from STFT magnitude: a state of the art, eq. 9
 * @example
 * const off = spectralConvergence(samples, magnitudes, { fftSize: 256, hop: 64 })
 */
export function spectralConvergence(
  samples: Float32Array,
  magnitudes: FrameFeatures,
  options: FrameOptions,
): number {
  requireKnownOptions('spectralConvergence', options, FRAME_OPTIONS)
  const plan = planFrames('spectralConvergence', options)
  const { frames, values } = requireMagnitudes('spectralConvergence', magnitudes, plan)
  const spectra = stft(samples, options)
  if (spectra.frames !== frames) {
    throw new AeError(
      'shape',
      `spectralConvergence: expected a sound of ${frames} frames. Received: ${spectra.frames} frames.`,
    )
  }
  let [off, all] = [0, 0]
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0
    off += (Math.hypot(spectra.real[i] ?? 0, spectra.imaginary[i] ?? 0) - value) ** 2
    all += value * value
  }
  return Math.sqrt(off / Math.max(all, TINY))
}

function requireMagnitudes(subject: string, magnitudes: FrameFeatures, plan: FramePlan): FrameFeatures {
  requireFeatures(subject, magnitudes, plan.fftSize / 2 + 1)
  const negative = magnitudes.values.findIndex((value) => value < 0)
  if (negative < 0) return magnitudes
  throw new AeError(
    'data',
    `${subject}: expected magnitudes of at least 0. Received: ${magnitudes.values[negative]} at index ${negative}.`,
  )
}

function firstGuess(
  plan: FramePlan,
  { frames, values }: FrameFeatures,
  rng: Rng | undefined,
): ComplexSpectrogram {
  const guess = emptySpectrogram(plan, frames)
  const turns = rng?.uniformArray(values.length)
  for (let i = 0; i < values.length; i++) {
    const [frame, bin] = [Math.floor(i / guess.bins), i % guess.bins]
    const phase = 2 * Math.PI * (turns?.[i] ?? ((frame * plan.hop * bin) % plan.fftSize) / plan.fftSize)
    guess.real[i] = (values[i] ?? 0) * Math.cos(phase)
    guess.imaginary[i] = (values[i] ?? 0) * Math.sin(phase)
  }
  return guess
}
