import { requireKnownOptions, requirePositiveInteger } from '@ae/core'
import { asSteps, type Series } from './windows'

/** Options of {@link movingZScores}. */
export interface MovingZScoreOptions {
  /** Steps before a step that say what is usual; at least 2. */
  readonly window: number
}

/**
 * How far each step is from the mean of the steps before it, in units of their standard deviation: the baseline that a network on a
 * series has to beat. Of several channels the largest. Where the steps before were all alike, their deviation counts as a
 * thousandth of the whole past's, or as 1 if that, too, is nothing.
 *
 * @returns one a step, finite; 0 for the first two steps
 * @throws AeError `config` on a bad option, `shape` for a series of other shape
 * @example
 * movingZScores([1, 2, 1, 2, 9], { window: 4 }) // [0, 0, 1, 0.71, 15]
 */
export function movingZScores(series: Series, options: MovingZScoreOptions): Float64Array {
  requireKnownOptions('movingZScores', options, ['window'])
  const window = Math.max(2, requirePositiveInteger('movingZScores', 'window', options.window))
  const { values, width } = asSteps('movingZScores', series)
  const scores = new Float64Array(values.length / width)
  for (let channel = 0; channel < width; channel++) {
    const own = Float64Array.from(scores, (_, step) => values[step * width + channel] ?? Number.NaN)
    let [all, squares] = [0, 0]
    for (let step = 0; step < own.length; step++) {
      if (step >= 2) {
        const past = own.subarray(Math.max(0, step - window), step)
        const mean = past.reduce((sum, value) => sum + value, 0) / past.length
        const deviation = Math.sqrt(past.reduce((sum, value) => sum + (value - mean) ** 2, 0) / past.length)
        const whole = Math.sqrt(Math.max(0, squares / step - (all / step) ** 2))
        const score =
          Math.abs((own[step] ?? 0) - mean) / Math.max(deviation, whole * LEAST || (deviation > 0 ? 0 : 1))
        scores[step] = Math.max(scores[step] ?? 0, score)
      }
      all += own[step] ?? 0
      squares += (own[step] ?? 0) ** 2
    }
  }
  return scores
}

/** Of the whole past's deviation, what the last steps' counts as at least. */
const LEAST = 1e-3
