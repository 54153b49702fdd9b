import type { PitchTrack } from '@ae/audio'
import { AeError, requireKnownOptions } from '@ae/core'
import type { Alignment } from './dynamic-time-warping'

/** Options of {@link f0Error}. */
export interface F0ErrorOptions {
  /** Which frames belong together, of `dynamicTimeWarping`. Default: those of the same number, as far as both reach. */
  readonly path?: Alignment['path']
}

/** How far two melodies lie apart. */
export interface F0Error {
  /** Root mean square of the difference of the logarithms of both pitches, over pairs of frames that are both voiced; NaN without any. Unit: octaves. */
  readonly octaves: number
  /** Share of pairs of which one is voiced and the other is not. */
  readonly voicing: number
  /** Pairs that are both voiced. */
  readonly voiced: number
  /** All pairs. */
  readonly pairs: number
}

/**
 * Errors of fundamental frequency, as `pitch` of `@ae/audio` finds it in two sounds with the same steps: of its height where
 * both are voiced, and of whether there is any.
 *
 * For a conversion, compare with the target speaker saying the same, along the path that lays one upon the other. A melody that
 * is copied from the source lies as far away as the voices do: an octave between many a man and woman.
 *
 * @param made as `pitch` gives it; 0 where unvoiced
 * @param real of a real sound
 * @throws AeError `shape` if there is nothing to compare, or the path leaves the sounds
 * @example
 * const { octaves, voicing } = f0Error(pitch(samples, { sampleRate: 8000 }), pitch(samples, { sampleRate: 8000 }))
 */
export function f0Error(
  made: Pick<PitchTrack, 'hz'>,
  real: Pick<PitchTrack, 'hz'>,
  options: F0ErrorOptions = {},
): F0Error {
  const subject = 'f0Error'
  requireKnownOptions(subject, options, ['path'])
  const shorter = Math.min(made.hz.length, real.hz.length)
  const path = options.path ?? Array.from({ length: shorter }, (_, t) => [t, t] as const)
  if (path.length === 0) {
    throw new AeError(
      'shape',
      `${subject}: expected frames to compare. Received: ${made.hz.length} and ${real.hz.length}, a path of ${path.length}.`,
    )
  }
  let [squares, voiced, differ] = [0, 0, 0]
  for (const [i, j] of path) {
    const [a, b] = [made.hz[i], real.hz[j]]
    if (a === undefined || b === undefined) {
      throw new AeError(
        'shape',
        `${subject}: expected a path within ${made.hz.length} and ${real.hz.length} frames. Received: a step at ${i}, ${j}.`,
      )
    }
    if (a > 0 !== b > 0) differ++
    if (!(a > 0 && b > 0)) continue
    voiced++
    squares += Math.log2(a / b) ** 2
  }
  return { octaves: Math.sqrt(squares / voiced), voicing: differ / path.length, voiced, pairs: path.length }
}
