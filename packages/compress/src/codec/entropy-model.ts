import type { CodeTable } from '../coder/code-table'

/** Magnitudes around a coefficient that say how large it will be; {@link sourcesOf} says which. The first is what is known of it without any. */
export const FEATURES = 10
/** Bits behind the point of expected magnitudes. */
export const EXPECTED_BITS = 10
/** Classes of expected magnitude: two an octave. */
export const BINS = 40
/** Sets of tables: coefficients of brightness and of colour, and of each the first, which is predicted. */
export const TABLE_SETS = 4
/** Expected magnitudes of a coefficient by how much larger it is than a step, in eighths of an octave. */
export const PRIORS = 160
/** Planes that have weights of their own. */
export const PLANES = 3

/** How large each coefficient will be, from those that are known already; integers only, so that every machine reads alike. */
export interface EntropyModel {
  /** `[planes, N·N]`: how large a coefficient is on the whole, in eighths of an octave above 2⁻⁹ grey values. */
  readonly levels: Uint8Array
  /** `[PRIORS]`: what is expected by level and step alone, in 1024ths. */
  readonly priors: Uint16Array
  /** `[PLANES, 2, 2N − 1, 2, FEATURES]`: of the magnitudes around, in 1024ths; by turn, by frequency, and whether it has one direction only. */
  readonly weights: Uint16Array
  /** `[TABLE_SETS, BINS]` */
  readonly tables: readonly CodeTable[]
  /** `[TABLE_SETS · BINS, 2]`: how much nearer to 0 a magnitude of 1, and a larger one, really is, in 32nds of a step. */
  readonly shrink: Int8Array
}

/** The weights of a coefficient begin here. */
export function weightsAt(block: number, plane: number, phase: number, u: number, v: number): number {
  const single = u === 0 || v === 0 ? 1 : 0
  return (((plane * 2 + phase) * (2 * block - 1) + u + v) * 2 + single) * FEATURES
}

/** The first table of a coefficient. */
export function tablesAt(plane: number, channel: number): number {
  return ((channel === 0 ? 2 : 0) + (plane === 0 ? 0 : 1)) * BINS
}

/** Which table of its set: half octaves of what is expected. */
export function binOf(expected: number): number {
  // Below 0 where a sum of large weights went beyond 31 bits: the same on every machine, and a table all the same.
  if (expected < 2) return Math.max(0, expected)
  const octave = 31 - Math.clz32(expected)
  return Math.min(BINS - 1, 2 * octave + ((expected >> (octave - 1)) & 1))
}

/** What is expected without any neighbour, in 1024ths. */
export function priorOf({ levels, priors }: EntropyModel, channel: number, step: number): number {
  const index = (levels[channel] ?? 0) - (step >> 1)
  return priors[Math.max(0, Math.min(PRIORS - 1, index))] ?? 0
}
