import { AeError, requireKnownOptions, show } from '@ae/core'
import { scaleLinear } from 'd3-scale'
import type { FigureOptions, Numbers } from './figure-options'
import { chart } from './svg/chart'
import { element, round } from './svg/element'
import { equalise } from './svg/equalise'
import { extent, widened } from './svg/extent'
import { groupColour } from './svg/palette'
import { requireLength, requireSize } from './svg/require-figure'

/** Points in a plane of the latent space. */
export interface LatentScatterOptions extends FigureOptions {
  /** Coordinates, row by row. Shape: [n, 2]. */
  readonly points: Numbers
  /** Which group each point belongs to: 0, 1, … Shape: [n]. Default: all to one. */
  readonly labels?: Numbers
  /** Names of the groups. Default: their numbers. */
  readonly labelNames?: readonly string[]
  /** What runs to the right. Default `z₁`. */
  readonly xLabel?: string
  /** What runs upwards. Default `z₂`. */
  readonly yLabel?: string
  /** Diameter of a point. Unit: CSS pixels. Default: smaller the more there are. */
  readonly pointSize?: number
}

const OPTIONS = [
  'points',
  'labels',
  'labelNames',
  'xLabel',
  'yLabel',
  'pointSize',
  'width',
  'height',
  'title',
  'description',
]

/**
 * Latent codes as points, coloured by group, with a unit as long on both axes: distances mean what they seem to.
 *
 * Points that are not finite are left out, and the figure says how many.
 *
 * @throws AeError `shape` if coordinates and labels do not belong together, `config` on a misspelt option
 * @example
 * latentScatter({ points: [0, 0, 1, 1], labels: [0, 1], labelNames: ['cat', 'dog'], title: 'Two animals' })
 */
export function latentScatter(options: LatentScatterOptions): string {
  const subject = 'latentScatter'
  requireKnownOptions(subject, options, OPTIONS)
  const size = requireSize(subject, options, { width: 520, height: 520 })
  const { points, labels, xLabel = 'z₁', yLabel = 'z₂' } = options
  if (points.length % 2 !== 0) {
    throw new AeError(
      'shape',
      `${subject}: \`points\` must have pairs of numbers. Received: ${show(points.length)} numbers.`,
    )
  }
  const count = points.length / 2
  if (labels !== undefined)
    requireLength(subject, { option: 'labels', expected: count, received: labels.length })
  const groups = groupPoints(points, labels)
  const xs = extent(groups.flatMap(({ at }) => at.map(([x]) => x))) ?? [0, 1]
  const ys = extent(groups.flatMap(({ at }) => at.map(([, y]) => y))) ?? [0, 1]
  const [x, y] = [scaleLinear(widened(xs), [0, 1]), scaleLinear(widened(ys), [0, 1])]
  const drawn = groups.reduce((sum, { at }) => sum + at.length, 0)
  const { pointSize = drawn > 2000 ? 2.5 : drawn > 400 ? 3.5 : 5 } = options
  const entries = groups.map(({ label }, i) => ({
    name: options.labelNames?.[label] ?? String(label),
    colour: groupColour(i, groups.length),
  }))
  return chart({
    ...options,
    ...size,
    x,
    y,
    xLabel,
    yLabel,
    entries,
    note: noteOn(drawn, count - drawn),
    summary: `Scatter plot of ${drawn} points in ${groups.length} groups`,
    settle: (box) => equalise({ x, y, box }),
    draw: () =>
      groups.map(({ at }, i) =>
        element('path', {
          d: at.map(([px, py]) => `M${round(x(px))},${round(y(py))}h0`).join(''),
          style: `stroke:${entries[i]?.colour ?? 'currentColor'}`,
          fill: 'none',
          'stroke-width': pointSize,
          'stroke-linecap': 'round',
          'stroke-opacity': 0.75,
        }),
      ),
  })
}

interface Group {
  readonly label: number
  readonly at: (readonly [x: number, y: number])[]
}

/** Finite points by label, in the labels' order. */
function groupPoints(points: Numbers, labels: Numbers | undefined): readonly Group[] {
  const groups = new Map<number, Group>()
  for (let i = 0; 2 * i < points.length; i++) {
    const [x, y] = [points[2 * i] ?? Number.NaN, points[2 * i + 1] ?? Number.NaN]
    const label = labels?.[i] ?? 0
    const group = groups.get(label) ?? { label, at: [] }
    groups.set(label, group)
    if (Number.isFinite(x) && Number.isFinite(y)) group.at.push([x, y])
  }
  return [...groups.values()].sort((a, b) => a.label - b.label)
}

function noteOn(drawn: number, leftOut: number): string {
  if (leftOut > 0) return `${leftOut} of ${drawn + leftOut} points are not finite and left out`
  return drawn === 0 ? 'no points' : ''
}
