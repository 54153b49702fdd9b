import type { Captions } from '../figure-options'
import { axes, BOTTOM_MARGIN, leftMargin, type NumberScale, type PlotBox } from './axes'
import { textElement } from './element'
import { figure, titleHeight } from './figure'
import { type LegendEntry, legend } from './legend'

/** A chart with two axes. */
export interface ChartParts extends Captions {
  /** Width of the whole. */
  readonly width: number
  /** Height of the whole. */
  readonly height: number
  /** From data to the horizontal place; the range is set here. */
  readonly x: NumberScale
  /** From data to the vertical place; the range is set here. */
  readonly y: NumberScale
  /** What runs to the right. */
  readonly xLabel: string
  /** What runs upwards. */
  readonly yLabel: string
  /** What the colours mean. */
  readonly entries: readonly LegendEntry[]
  /** What was left out, said below the title; empty if nothing was. */
  readonly note: string
  /** What a reader hears if the caller said nothing. */
  readonly summary: string
  /** Draws the data, once the scales have their ranges. */
  readonly draw: (box: PlotBox) => readonly string[]
  /** Widens a scale's domain so that a unit is as long on both axes. */
  readonly settle?: (box: PlotBox) => void
}

/** Puts title, legend, axes and data together. */
export function chart(parts: ChartParts): string {
  const { width, height, x, y } = parts
  const left = leftMargin(y)
  const key = legend(parts.entries, width - left - 16)
  const noteHeight = parts.note === '' ? 0 : 16
  const top = titleHeight(parts) + key.height + noteHeight
  const box = { left, top, right: width - 16, bottom: Math.max(top + 20, height - BOTTOM_MARGIN) }
  x.range([box.left, box.right])
  y.range([box.bottom, box.top])
  parts.settle?.(box)
  const note = textElement(parts.note, {
    class: 'quiet',
    x: left,
    y: titleHeight(parts) + 9,
    'font-style': 'italic',
  })
  return figure({
    ...parts,
    body: [
      ...(parts.note === '' ? [] : [note]),
      ...key.draw(left, titleHeight(parts) + noteHeight),
      ...axes({ ...parts, box }),
      ...parts.draw(box),
    ],
  })
}
