import type { ImageStrip } from '../training/messages'
import { element } from './element'

/** Paints strips of images, each with its caption, over whatever was there. */
export function paintStrips(parent: HTMLElement, strips: readonly ImageStrip[]): void {
  for (const [i, { caption, width, height, pixels }] of strips.entries()) {
    const figure = parent.children[i] ?? parent.appendChild(stripFigure(caption))
    const canvas = figure.querySelector('canvas')
    if (canvas === null) continue
    if (canvas.width !== width) canvas.width = width
    if (canvas.height !== height) canvas.height = height
    canvas.getContext('2d')?.putImageData(new ImageData(pixels, width, height), 0, 0)
  }
}

function stripFigure(caption: string): HTMLElement {
  const canvas = element('canvas', { role: 'img', 'aria-label': caption })
  return element('figure', {}, canvas, element('figcaption', {}, caption))
}
