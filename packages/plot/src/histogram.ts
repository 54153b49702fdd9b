import { AeError, requireKnownOptions, requirePositiveInteger, show } from '@ae/core'
import { bin } from 'd3-array'
import { scaleLinear } from 'd3-scale'
import type { FigureOptions, Numbers } from './figure-options'
import { chart } from './svg/chart'
import { element, round, textElement } from './svg/element'
import { extent, widened } from './svg/extent'
import { groupColour } from './svg/palette'
import { requireSize } from './svg/require-figure'
import { textWidth } from './svg/text-width'

/** Values of one group. */
export interface HistogramGroup {
  /** What they belong to, for the legend. */
  readonly name: string
  /** The values, in any order. */
  readonly values: Numbers
}

/** A value worth a line. */
export interface HistogramMark {
  /** Where it is. */
  readonly value: number
  /** What it is: `threshold`. */
  readonly name: string
}

/** How often values occur, by group. */
export interface HistogramOptions extends FigureOptions {
  /** The groups, drawn over one another. */
  readonly groups: readonly HistogramGroup[]
  /** Number of bins over the range of all groups, of equal width. Default 40. */
  readonly bins?: number
  /** Values marked by a vertical line. Default none. */
  readonly marks?: readonly HistogramMark[]
  /** What runs to the right. Default `value`. */
  readonly xLabel?: string
}

const OPTIONS = ['groups', 'bins', 'marks', 'xLabel', 'width', 'height', 'title', 'description']

/**
 * Histograms of several groups on the same bins.
 *
 * Bars show shares of each group, so that groups of different size can be compared. Values that are not finite are
 * left out, and the figure says how many.
 *
 * @throws AeError `config` on a misspelt option or a number that is none
 * @example
 * histogram({ groups: [{ name: 'normal', values: [1, 2, 2] }, { name: 'anomaly', values: [5, 6] }], bins: 6 })
 */
export function histogram(options: HistogramOptions): string {
  const subject = 'histogram'
  requireKnownOptions(subject, options, OPTIONS)
  const size = requireSize(subject, options)
  const { groups, marks = [], xLabel = 'value' } = options
  const bins = requirePositiveInteger(subject, 'bins', options.bins ?? 40)
  for (const { value } of marks) {
    if (Number.isFinite(value)) continue
    throw new AeError('config', `${subject}: \`marks\` must have finite values. Received: ${show(value)}.`)
  }
  const finite = groups.map(({ values }) => Array.from(values).filter(Number.isFinite))
  const all = finite.flat()
  const [low, high] = widened(extent([...all, ...marks.map(({ value }) => value)]) ?? [0, 1])
  const edges = Array.from({ length: bins + 1 }, (_, i) => low + ((high - low) * i) / bins)
  const sorted = bin().domain([low, high]).thresholds(edges.slice(1, -1))
  const shares = finite.map((values) =>
    sorted(values).map((inside) => inside.length / Math.max(1, values.length)),
  )
  const x = scaleLinear([low, high], [0, 1])
  const y = scaleLinear([0, Math.max(...shares.flat(), 0) || 1], [0, 1]).nice()
  const entries = groups.map(({ name }, i) => ({ name, colour: groupColour(i, groups.length) }))
  const total = groups.reduce((sum, { values }) => sum + values.length, 0)
  return chart({
    ...options,
    ...size,
    x,
    y,
    xLabel,
    yLabel: groups.length > 1 ? 'share of the group' : 'share',
    entries,
    note: noteOn(all.length, total - all.length),
    summary: `Histogram of ${all.length} values of ${groups.map(({ name }) => name).join(', ')}`,
    draw: (box) => [
      ...shares.flatMap((heights, i) => {
        if (heights.every((share) => share === 0)) return []
        const steps = heights
          .map((share, k) => `V${round(y(share))}H${round(x(edges[k + 1] ?? high))}`)
          .join('')
        const colour = entries[i]?.colour ?? 'currentColor'
        const path = `M${round(x(low))},${round(y(0))}${steps}V${round(y(0))}Z`
        const style = `fill:${colour};stroke:${colour}`
        return [element('path', { d: path, style, 'fill-opacity': 0.35, 'stroke-width': 1.2 })]
      }),
      ...marks.flatMap(({ value, name }) => {
        const at = x(value)
        const toTheLeft = at + 8 + textWidth(name, 11) > box.right
        const anchor = toTheLeft ? 'end' : 'start'
        return [
          element('path', {
            class: 'line',
            'stroke-dasharray': '4 3',
            d: `M${round(at)},${round(box.top)}V${round(box.bottom)}`,
          }),
          textElement(name, { x: at + (toTheLeft ? -5 : 5), y: box.top + 11, 'text-anchor': anchor }),
        ]
      }),
    ],
  })
}

function noteOn(drawn: number, leftOut: number): string {
  if (leftOut > 0) return `${leftOut} of ${drawn + leftOut} values are not finite and left out`
  return drawn === 0 ? 'no values' : ''
}
