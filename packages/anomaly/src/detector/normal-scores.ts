import { fitPareto, type Pareto } from '../thresholds/fit-pareto'

/** Scores from which on a tail is fitted; fewer are counted to the end. */
const LEAST_FOR_TAIL = 50
/** Share of the scores that the tail is fitted to. */
const TAIL = 0.1
/** Excesses that a distribution can be fitted to. */
const LEAST_EXCESSES = 5
/** Shapes smaller than this count as 0, an exponential tail. */
const SMALLEST_SHAPE = 1e-8

/** How likely a fresh normal row scores lower than this, inside (0, 1). */
export type ShareBelow = (score: number) => number

/**
 * What scores of held-out normal rows say about any score: `(below + ½ equal + ½) / (n + 1)`, counted among them, and beyond nine
 * tenths of them by a generalised Pareto tail, so that what is far out differs from what is further out.
 *
 * @param sorted ascending, at least two; kept
 */
export function shareBelowAmong(sorted: Float32Array): ShareBelow {
  const n = sorted.length
  const level = sorted[Math.ceil((1 - TAIL) * n) - 1] ?? Number.POSITIVE_INFINITY
  const excesses = Float64Array.from(sorted.filter((score) => score > level)).map((score) => score - level)
  const tail = n >= LEAST_FOR_TAIL && excesses.length >= LEAST_EXCESSES ? fitPareto(excesses) : undefined
  return (score) => {
    if (tail !== undefined && score > level) {
      const above = (excesses.length / n) * survival(tail, score - level)
      return Math.min(1 - Number.EPSILON, 1 - above)
    }
    let [below, equal] = [0, 0]
    for (const other of sorted) {
      if (other < score) below++
      else if (other === score) equal++
    }
    return (below + equal / 2 + 0.5) / (n + 1)
  }
}

function survival({ shape, scale }: Pareto, excess: number): number {
  if (Math.abs(shape) < SMALLEST_SHAPE) return Math.exp(-excess / scale)
  return Math.max(0, 1 + (shape * excess) / scale) ** (-1 / shape)
}
