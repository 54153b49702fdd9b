import { AeError, requireKnownOptions, show } from '@ae/core'
import { scaleLinear } from 'd3-scale'
import type { FigureOptions, Numbers } from './figure-options'
import { chart } from './svg/chart'
import { element, round } from './svg/element'
import { equalise } from './svg/equalise'
import { extent, widened } from './svg/extent'
import { groupColour } from './svg/palette'
import { requireLength, requireSize } from './svg/require-figure'

/** Arrows in a plane. */
export interface VectorFieldOptions extends FigureOptions {
  /** Where arrows begin, row by row. Shape: [n, 2]. */
  readonly points: Numbers
  /** Where they lead; the longest is drawn as long as `longest`, all others to its scale. Shape: [n, 2]. */
  readonly vectors: Numbers
  /** Other points to mark, row by row: the data. Shape: [m, 2]. Default: none. */
  readonly marks?: Numbers
  /** Length of the longest arrow, in units of the data. Default: the mean distance of the points' grid. */
  readonly longest?: number
  /** What runs to the right. Default `x₁`. */
  readonly xLabel?: string
  /** What runs upwards. Default `x₂`. */
  readonly yLabel?: string
}

const OPTIONS = [
  'points',
  'vectors',
  'marks',
  'longest',
  'xLabel',
  'yLabel',
  'width',
  'height',
  'title',
  'description',
]
/** Length of an arrow's head as a share of the arrow, and its half-width as a share of that. */
const HEAD = { length: 0.35, slant: 0.5 } as const

/**
 * A direction at each of many points: gradients, scores, flows. A unit is as long on both axes.
 *
 * Arrows that are not finite are left out, and the figure says how many.
 *
 * @throws AeError `shape` if points and vectors do not belong together, `config` on a misspelt option
 * @example
 * vectorField({ points: [0, 0, 1, 0], vectors: [0, 1, 0, 2], title: 'Up' })
 */
export function vectorField(options: VectorFieldOptions): string {
  const subject = 'vectorField'
  requireKnownOptions(subject, options, OPTIONS)
  const size = requireSize(subject, options, { width: 520, height: 520 })
  const { points, vectors, marks = [], xLabel = 'x₁', yLabel = 'x₂' } = options
  for (const [name, numbers] of Object.entries({ points, marks })) {
    if (numbers.length % 2 === 0) continue
    throw new AeError(
      'shape',
      `${subject}: \`${name}\` must have pairs of numbers. Received: ${show(numbers.length)} numbers.`,
    )
  }
  requireLength(subject, { option: 'vectors', expected: points.length, received: vectors.length })
  const all = pairs(points).map((at, i): Arrow => ({ at, along: pair(vectors, i) }))
  const arrows = all.filter(({ at, along }) => [...at, ...along].every(Number.isFinite))
  const dots = pairs(marks).filter((at) => at.every(Number.isFinite))
  const places = [...arrows.map(({ at }) => at), ...dots]
  const xs = extent(places.map(([x]) => x)) ?? [0, 1]
  const ys = extent(places.map(([, y]) => y)) ?? [0, 1]
  const [x, y] = [scaleLinear(widened(xs), [0, 1]), scaleLinear(widened(ys), [0, 1])]
  const spacing = Math.sqrt(((xs[1] - xs[0]) * (ys[1] - ys[0])) / Math.max(1, arrows.length))
  const largest = Math.max(0, ...arrows.map(({ along: [dx, dy] }) => Math.hypot(dx, dy)))
  const scale = largest === 0 ? 0 : (options.longest ?? spacing) / largest
  const place = (px: number, py: number): string => `${round(x(px))},${round(y(py))}`
  const leftOut = all.length - arrows.length
  return chart({
    ...options,
    ...size,
    x,
    y,
    xLabel,
    yLabel,
    entries: [],
    note:
      leftOut > 0
        ? `${leftOut} of ${all.length} arrows are not finite and left out`
        : all.length === 0
          ? 'no arrows'
          : '',
    summary: `${arrows.length} arrows`,
    settle: (box) => equalise({ x, y, box }),
    draw: () => [
      element('path', {
        d: dots.map(([px, py]) => `M${place(px, py)}h0`).join(''),
        style: `stroke:${groupColour(1, 2)}`,
        fill: 'none',
        'stroke-width': 3,
        'stroke-linecap': 'round',
        'stroke-opacity': 0.35,
      }),
      element('path', {
        d: arrows.map((arrow) => arrowPath(arrow, scale, place)).join(''),
        style: `stroke:${groupColour(0, 2)}`,
        fill: 'none',
        'stroke-width': 1.2,
        'stroke-linecap': 'round',
      }),
    ],
  })
}

type Pair = readonly [x: number, y: number]

interface Arrow {
  readonly at: Pair
  readonly along: Pair
}

function pair(numbers: Numbers, i: number): Pair {
  return [numbers[2 * i] ?? Number.NaN, numbers[2 * i + 1] ?? Number.NaN]
}

function pairs(numbers: Numbers): readonly Pair[] {
  return Array.from({ length: numbers.length / 2 }, (_, i) => pair(numbers, i))
}

/** A line and, at its end, two shorter ones back to either side. */
function arrowPath({ at, along }: Arrow, scale: number, place: (x: number, y: number) => string): string {
  const [dx, dy] = [along[0] * scale, along[1] * scale]
  const [tipX, tipY] = [at[0] + dx, at[1] + dy]
  const side = (sign: number): string =>
    place(
      tipX - HEAD.length * (dx - sign * HEAD.slant * dy),
      tipY - HEAD.length * (dy + sign * HEAD.slant * dx),
    )
  return `M${place(at[0], at[1])}L${place(tipX, tipY)}M${side(1)}L${place(tipX, tipY)}L${side(-1)}`
}
