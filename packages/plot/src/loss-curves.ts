import { requireKnownOptions } from '@ae/core'
import { scaleLinear, scaleLog } from 'd3-scale'
import { line } from 'd3-shape'
import type { FigureOptions, Numbers } from './figure-options'
import { chart } from './svg/chart'
import { element, round } from './svg/element'
import { extent, widened } from './svg/extent'
import { groupColour } from './svg/palette'
import { requireLength, requireSize } from './svg/require-figure'

/** One curve. */
export interface Curve {
  /** What it shows, for the legend. */
  readonly name: string
  /** Steps or epochs. Shape: [n]. Default 0, 1, 2, … */
  readonly x?: Numbers
  /** Losses. Shape: [n]. */
  readonly y: Numbers
}

/** Curves over the course of a training. */
export interface LossCurvesOptions extends FigureOptions {
  /** The curves. */
  readonly series: readonly Curve[]
  /** Draws losses by their logarithm. Default false. */
  readonly logScale?: boolean
  /** What runs to the right. Default `step`. */
  readonly xLabel?: string
  /** What runs upwards. Default `loss`. */
  readonly yLabel?: string
}

const OPTIONS = ['series', 'logScale', 'xLabel', 'yLabel', 'width', 'height', 'title', 'description']

/** Curves differ in their dashes too, for print and for eyes that see no colour. */
const DASHES = ['none', '7 3', '2 2.5', '9 3 2 3', '12 4', '4 2'] as const

interface Point {
  readonly x: number
  readonly y: number
}

/**
 * Losses or metrics over the steps of a training.
 *
 * A value that cannot be drawn (not finite, or not above zero on a logarithmic scale) breaks its curve, and the
 * figure says how many there were.
 *
 * @throws AeError `shape` if a curve's `x` and `y` differ in length, `config` on a misspelt option
 * @example
 * lossCurves({ series: [{ name: 'train', y: [3, 2, 1] }, { name: 'validation', y: [3, 2.5, 2.4] }] })
 */
export function lossCurves(options: LossCurvesOptions): string {
  const subject = 'lossCurves'
  requireKnownOptions(subject, options, OPTIONS)
  const size = requireSize(subject, options)
  const { series, logScale = false, xLabel = 'step', yLabel = 'loss' } = options
  const curves = series.map(({ name, x: steps, y: values }) => {
    if (steps !== undefined) {
      requireLength(subject, { option: `series ${name}.x`, expected: values.length, received: steps.length })
    }
    return Array.from(values, (value, i): Point => ({ x: steps?.[i] ?? i, y: value }))
  })
  const visible = ({ x, y }: Point): boolean =>
    Number.isFinite(x) && Number.isFinite(y) && (!logScale || y > 0)
  const points = curves.flat()
  const seen = points.filter(visible)
  const xs = extent(seen.map((point) => point.x)) ?? [0, 1]
  const ys = extent(seen.map((point) => point.y)) ?? [logScale ? 0.1 : 0, 1]
  const x = scaleLinear(widened(xs), [0, 1])
  const y = logScale ? scaleLog(widened(ys), [0, 1]) : scaleLinear(widened(ys), [0, 1]).nice()
  const entries = series.map(({ name }, i) => ({
    name,
    colour: groupColour(i, series.length),
    dashes: DASHES[i % DASHES.length] ?? 'none',
  }))
  const path = line<Point>(
    (point) => x(point.x),
    (point) => y(point.y),
  )
    .defined(visible)
    .digits(2)
  return chart({
    ...options,
    ...size,
    x,
    y,
    xLabel,
    yLabel,
    entries,
    note: noteOn(seen.length, points.length - seen.length),
    summary: `${series.length} curves of ${yLabel} over ${xLabel}: ${series.map(({ name }) => name).join(', ')}`,
    draw: () =>
      curves.flatMap((curve, i) => {
        const style = `stroke:${entries[i]?.colour ?? 'currentColor'}`
        const d = path(curve)
        const alone = curve
          .filter(
            (point, k) =>
              visible(point) && ![curve[k - 1], curve[k + 1]].some((other) => other && visible(other)),
          )
          .map((point) => `M${round(x(point.x))},${round(y(point.y))}h0`)
          .join('')
        const stroke = { style, fill: 'none', 'stroke-linejoin': 'round' }
        return [
          ...(d
            ? [element('path', { d, ...stroke, 'stroke-width': 1.8, 'stroke-dasharray': entries[i]?.dashes })]
            : []),
          ...(alone
            ? [element('path', { d: alone, ...stroke, 'stroke-width': 5, 'stroke-linecap': 'round' })]
            : []),
        ]
      }),
  })
}

function noteOn(seen: number, leftOut: number): string {
  if (leftOut > 0) return `${leftOut} of ${seen + leftOut} values cannot be drawn`
  return seen === 0 ? 'no values' : ''
}
