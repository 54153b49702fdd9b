import { AeError, requireKnownOptions, requirePositiveInteger, show } from '@ae/core'
import { countRows, type NumberRows } from '../table/rows'

/** A time series: one row a step, one number a channel, [T, channels]; or one channel as a list of numbers. Borrowed. */
export type Series = NumberRows | readonly number[] | Float32Array | Float64Array

/** Options of {@link windowsOf}. */
export interface WindowOptions {
  /** Steps in a window. */
  readonly window: number
  /** Steps from one window to the next. Default 1. */
  readonly stride?: number
}

/**
 * Every window of a series as a row, [n, window · channels], step by step: window i holds the steps from i · stride on.
 *
 * @returns a copy; no row for a series that is shorter than a window
 * @throws AeError `config` on a bad option, `shape` for a series of other shape
 * @example
 * windowsOf([1, 2, 3, 4], { window: 3 }) // { values: [1, 2, 3, 2, 3, 4], width: 3 }
 */
export function windowsOf(series: Series, options: WindowOptions): NumberRows {
  requireKnownOptions('windowsOf', options, ['window', 'stride'])
  const window = requirePositiveInteger('windowsOf', 'window', options.window)
  const stride = requirePositiveInteger('windowsOf', 'stride', options.stride ?? 1)
  const { values, width } = asSteps('windowsOf', series)
  const steps = values.length / width
  const count = Math.max(0, Math.floor((steps - window) / stride) + 1)
  const rows = new Float64Array(count * window * width)
  for (let i = 0; i < count; i++) {
    const from = i * stride * width
    rows.set(values.subarray(from, from + window * width), i * window * width)
  }
  return { values: rows, width: window * width }
}

/**
 * A series as one row a step.
 *
 * @throws AeError `shape`
 */
export function asSteps(subject: string, series: Series): NumberRows {
  if (Array.isArray(series)) {
    const stranger = series.findIndex((value) => typeof value !== 'number')
    if (stranger < 0) return { values: Float64Array.from(series), width: 1 }
    throw new AeError(
      'shape',
      `${subject}: expected a series of numbers. Received: ${show(series[stranger])} at ${stranger}.`,
      { hint: 'several channels are { values, width }, one row a step.' },
    )
  }
  if (ArrayBuffer.isView(series)) return { values: series as Float32Array | Float64Array, width: 1 }
  countRows(subject, series as NumberRows)
  return series as NumberRows
}
