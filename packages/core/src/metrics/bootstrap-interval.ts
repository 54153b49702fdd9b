import { AeError } from '../errors/ae-error'
import { requireNumber, requirePositiveInteger } from '../errors/require'
import type { Rng } from '../interfaces/rng'
import { createRng } from '../rng/rng'
import { quantile } from './quantile'

/** Options of {@link bootstrapInterval}. */
export interface BootstrapOptions {
  /** What is estimated from the rows; must not keep the array. Default: the mean. */
  readonly statistic?: (values: Float64Array) => number
  /** Samples drawn. Integer ≥ 1. Default 1000. */
  readonly resamples?: number
  /** Share of the samples inside the interval, in (0, 1). Default .95. */
  readonly level?: number
  /** Where the samples come from. Default 0. */
  readonly seed?: number
}

/** A number, and between which two it may as well lie. */
export interface Interval {
  /** The statistic of all rows. */
  readonly estimate: number
  /** Lower end. */
  readonly low: number
  /** Upper end. */
  readonly high: number
}

/**
 * Percentile interval of a statistic: how it spreads when rows are drawn anew with replacement.
 *
 * @param values one number a row: 1 or 0 for a right or a wrong prediction, an error, a score
 * @throws AeError `shape` without rows, `config` on a bad option
 * @see Efron 1979, Bootstrap Methods: Another Look at the Jackknife, Annals of Statistics 7
 * @example
 * const { estimate, low, high } = bootstrapInterval(hits, { seed: 1 })
 */
export function bootstrapInterval(values: ArrayLike<number>, options: BootstrapOptions = {}): Interval {
  const { statistic = mean } = options
  const resamples = requirePositiveInteger('bootstrapInterval', 'resamples', options.resamples ?? 1000)
  const level = requireNumber('bootstrapInterval', 'level', options.level ?? 0.95, { above: 0, below: 1 })
  if (values.length === 0) {
    throw new AeError('shape', 'bootstrapInterval: expected at least one row. Received: 0.')
  }
  const rows = Float64Array.from(values)
  const rng = createRng(options.seed ?? 0).fork('bootstrap')
  const sample = new Float64Array(rows.length)
  const statistics = Float64Array.from({ length: resamples }, () => {
    draw(rows, rng, sample)
    return statistic(sample)
  }).sort()
  const tail = (1 - level) / 2
  return { estimate: statistic(rows), low: quantile(statistics, tail), high: quantile(statistics, 1 - tail) }
}

function draw(rows: Float64Array, rng: Rng, sample: Float64Array): void {
  const positions = rng.uniformArray(rows.length)
  for (let i = 0; i < rows.length; i++) {
    sample[i] = rows[Math.floor((positions[i] ?? 0) * rows.length)] ?? 0
  }
}

function mean(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value
  return sum / values.length
}
