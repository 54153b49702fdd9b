import type { Captions } from '../figure-options'
import { element, textElement } from './element'
import { escapeText } from './escape-text'
import { FIGURE_STYLE } from './style'
import { fitText } from './text-width'

/** Height that a title takes. */
const TITLE_HEIGHT = 28

/** What a figure is made of. */
export interface FigureParts extends Captions {
  /** Width of the whole. */
  readonly width: number
  /** Height of the whole, with the title. */
  readonly height: number
  /** What a reader hears if the caller said nothing: `Scatter plot of 300 points`. */
  readonly summary: string
  /** The elements. */
  readonly body: readonly string[]
}

/** The whole figure: its frame, style sheet, name and contents. */
export function figure({ width, height, title, description, summary, body }: FigureParts): string {
  const heading =
    title === undefined ? [] : [textElement(fitText(title, 14, width - 16), { class: 'title', x: 8, y: 19 })]
  const frame = {
    xmlns: 'http://www.w3.org/2000/svg',
    class: 'ae-figure',
    role: 'img',
    width,
    height,
    viewBox: `0 0 ${Math.round(width)} ${Math.round(height)}`,
  }
  return element('svg', frame, [
    element('title', {}, [escapeText(title ?? summary)]),
    element('desc', {}, [escapeText(description ?? summary)]),
    element('style', {}, [FIGURE_STYLE]),
    ...heading,
    ...body,
  ])
}

/** Height that a figure's title takes: none if there is none. */
export function titleHeight({ title }: Captions): number {
  return title === undefined ? 8 : TITLE_HEIGHT
}
