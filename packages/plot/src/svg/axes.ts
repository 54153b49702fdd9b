import type { ScaleContinuousNumeric } from 'd3-scale'
import { element, round, textElement } from './element'
import { textWidth } from './text-width'

const FONT = 11

/** A scale from data to pixels. */
export type NumberScale = ScaleContinuousNumeric<number, number>

/** The box in which data are drawn. */
export interface PlotBox {
  /** Left edge. */
  readonly left: number
  /** Upper edge. */
  readonly top: number
  /** Right edge. */
  readonly right: number
  /** Lower edge. */
  readonly bottom: number
}

/** Axes of a chart. */
export interface Axes {
  /** From data to the horizontal place. */
  readonly x: NumberScale
  /** From data to the vertical place. */
  readonly y: NumberScale
  /** What runs to the right. */
  readonly xLabel: string
  /** What runs upwards. */
  readonly yLabel: string
  /** Where the data are drawn. */
  readonly box: PlotBox
}

/** Room for the numbers and the name of the vertical axis. */
export function leftMargin(y: NumberScale): number {
  return 30 + Math.max(...ticksOf(y, 6).map(({ text }) => textWidth(text, FONT)), 12)
}

/** Room for the numbers and the name of the horizontal axis. */
export const BOTTOM_MARGIN = 40

/** Grid lines, numbers and names of both axes. */
export function axes({ x, y, xLabel, yLabel, box }: Axes): readonly string[] {
  const columns = Math.max(2, Math.floor((box.right - box.left) / 80))
  const rows = Math.max(2, Math.floor((box.bottom - box.top) / 45))
  const across = ticksOf(x, columns)
  const up = ticksOf(y, rows)
  const grid = [
    ...across.map(({ at }) => `M${round(at)},${round(box.top)}V${round(box.bottom)}`),
    ...up.map(({ at }) => `M${round(box.left)},${round(at)}H${round(box.right)}`),
  ].join('')
  const middle = { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 }
  const frame = `M${round(box.left)},${round(box.top)}V${round(box.bottom)}H${round(box.right)}`
  return [
    element('path', { class: 'line', 'stroke-opacity': 0.13, d: grid === '' ? 'M0,0' : grid }),
    element('path', { class: 'line', 'stroke-opacity': 0.5, d: frame }),
    ...across.map(({ at, text }) =>
      textElement(text, { class: 'quiet', x: at, y: box.bottom + 15, 'text-anchor': 'middle' }),
    ),
    ...up.map(({ at, text }) =>
      textElement(text, { class: 'quiet', x: box.left - 6, y: at + 4, 'text-anchor': 'end' }),
    ),
    textElement(xLabel, { x: middle.x, y: box.bottom + 33, 'text-anchor': 'middle' }),
    textElement(yLabel, {
      transform: `translate(13 ${round(middle.y)}) rotate(-90)`,
      'text-anchor': 'middle',
    }),
  ]
}

interface Tick {
  readonly at: number
  readonly text: string
}

/** Places and numbers along an axis; a logarithmic scale leaves most of its numbers out. */
function ticksOf(scale: NumberScale, count: number): readonly Tick[] {
  // A logarithmic scale would write 200m for 0.2.
  const format = 'base' in scale ? scale.tickFormat(count, '~g') : scale.tickFormat(count)
  return scale
    .ticks(count)
    .map((value) => ({ at: scale(value), text: format(value).replace(/^-/, '−') }))
    .filter(({ text }) => text !== '')
}
