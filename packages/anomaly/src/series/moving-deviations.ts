import { AeError, requireKnownOptions, requirePositiveInteger, show } from '@ae/core'
import type { NumberRows } from '../table/rows'
import { asSteps, type Series } from './windows'

/** Options of {@link movingDeviations} and {@link movingZScores}. */
export interface MovingOptions {
  /** Steps before a step that say what is usual; at least 2. */
  readonly window: number
}

/** Of the whole past's deviation, what the last steps' counts as at least. */
const LEAST = 1e-3
/** Steps that must have come before. */
const FEWEST = 2

/**
 * A series in units of its own recent past: each number less the mean of the `window` numbers before it, over their standard
 * deviation. What drifts stands still then, and series of any unit are of one scale: what a `SeriesDetector` learns from and is asked
 * about, where the level means nothing.
 *
 * Where the steps before were all alike, their deviation counts as a thousandth of the whole past's, or as 1 if that, too, is nothing.
 *
 * @returns a copy of the series' shape, finite; 0 for the first two steps
 * @throws AeError `config` on a bad option, `shape` for a series of other shape, `data` if a number is not finite
 * @example
 * movingDeviations([1, 2, 1, 2, 9], { window: 4 }).values // [0, 0, −1, 1.41, 15]
 */
export function movingDeviations(series: Series, options: MovingOptions): NumberRows {
  requireKnownOptions('movingDeviations', options, ['window'])
  const window = Math.max(FEWEST, requirePositiveInteger('movingDeviations', 'window', options.window))
  const { values, width } = asSteps('movingDeviations', series)
  const stranger = values.findIndex((value) => !Number.isFinite(value))
  if (stranger >= 0) {
    throw new AeError(
      'data',
      `movingDeviations: expected a finite series. Received: ${show(values[stranger])} in step ${Math.floor(stranger / width)}.`,
      { hint: 'all steps after it would be compared with it; fill it in before.' },
    )
  }
  const deviations = new Float64Array(values.length)
  for (let channel = 0; channel < width; channel++) {
    const own = Float64Array.from(
      { length: values.length / width },
      (_, t) => values[t * width + channel] ?? 0,
    )
    const whole = new Past()
    for (let t = 0; t < own.length; t++) {
      if (t >= FEWEST) {
        const past = new Past()
        for (let k = Math.max(0, t - window); k < t; k++) past.add(own[k] ?? 0)
        const deviation = Math.max(past.deviation, LEAST * whole.deviation) || 1
        deviations[t * width + channel] = ((own[t] ?? 0) - past.mean) / deviation
      }
      whole.add(own[t] ?? 0)
    }
  }
  return { values: deviations, width }
}

/**
 * How far each step is from its recent past, in standard deviations: the baseline that a network on a series has to beat. Of several
 * channels the largest.
 *
 * @returns one a step, finite; 0 for the first two steps
 * @throws AeError as {@link movingDeviations}
 * @example
 * movingZScores([1, 2, 1, 2, 9], { window: 4 }) // [0, 0, 1, 1.41, 15]
 */
export function movingZScores(series: Series, options: MovingOptions): Float64Array {
  const { values, width } = movingDeviations(series, options)
  return Float64Array.from({ length: values.length / width }, (_, t) => {
    let most = 0
    for (let k = t * width; k < (t + 1) * width; k++) most = Math.max(most, Math.abs(values[k] ?? 0))
    return most
  })
}

/**
 * Mean and deviation of numbers that come one by one.
 *
 * @see Welford 1962, Note on a Method for Calculating Corrected Sums of Squares and Products, Technometrics 4
 */
class Past {
  mean = 0
  #count = 0
  #squares = 0

  add(value: number): void {
    const before = value - this.mean
    this.#count++
    this.mean += before / this.#count
    this.#squares += before * (value - this.mean)
  }

  get deviation(): number {
    return Math.sqrt(this.#squares / Math.max(1, this.#count))
  }
}
