import { element, textElement } from './element'
import { fitText, textWidth } from './text-width'

const FONT = 11
const ROW = 17
const SWATCH = 10
const GAP = 14

/** One entry of a legend. */
export interface LegendEntry {
  /** What it stands for. */
  readonly name: string
  /** Its colour, any CSS colour. */
  readonly colour: string
  /** Dashes of its line; a square is drawn if left out. */
  readonly dashes?: string
}

/** A legend and the room it takes. */
export interface Legend {
  /** Height of its rows. */
  readonly height: number
  /** Draws it with its upper left corner at a place. */
  draw(x: number, y: number): readonly string[]
}

/** Lays entries out in rows no wider than `width`. A single entry needs no legend. */
export function legend(entries: readonly LegendEntry[], width: number): Legend {
  if (entries.length < 2) return { height: 0, draw: () => [] }
  let [x, row] = [0, 0]
  const placed = entries.map((entry) => {
    const name = fitText(entry.name, FONT, width - SWATCH - GAP)
    const wide = SWATCH + 5 + textWidth(name, FONT) + GAP
    if (x > 0 && x + wide > width) [x, row] = [0, row + 1]
    const at = { entry, name, x, y: row * ROW }
    x += wide
    return at
  })
  return {
    height: (row + 1) * ROW + 4,
    draw: (left, top) =>
      placed.flatMap(({ entry, name, x: dx, y: dy }) => [
        swatch(entry, left + dx, top + dy),
        textElement(name, { x: left + dx + SWATCH + 5, y: top + dy + 10 }),
      ]),
  }
}

function swatch({ colour, dashes }: LegendEntry, x: number, y: number): string {
  if (dashes === undefined) {
    return element('rect', { x, y: y + 1, width: SWATCH, height: SWATCH, rx: 2, style: `fill:${colour}` })
  }
  const style = `stroke:${colour};stroke-width:2.5;stroke-dasharray:${dashes}`
  return element('line', { x1: x - 4, x2: x + SWATCH + 1, y1: y + 6, y2: y + 6, style })
}
