import { interpolateViridis } from 'd3-scale-chromatic'

/**
 * Colours of groups on white, told apart with any kind of colour vision.
 *
 * The first six are Okabe & Ito's, the rest Paul Tol's muted scheme and a grey.
 */
export const LIGHT_COLOURS: readonly string[] = [
  '#0072b2',
  '#d55e00',
  '#009e73',
  '#cc79a7',
  '#e69f00',
  '#56b4e9',
  '#882255',
  '#999933',
  '#332288',
  '#777777',
]

/** The same hues, lighter, for a dark ground. */
export const DARK_COLOURS: readonly string[] = [
  '#4aa3dc',
  '#f0803c',
  '#2fc49a',
  '#e0a3c6',
  '#f0b429',
  '#8fd0f5',
  '#d0699b',
  '#c4c45a',
  '#9a8ff0',
  '#aaaaaa',
]

/** The colour of group `index` of `count`: from the palette as long as it lasts, else along a scale. */
export function groupColour(index: number, count: number): string {
  if (count <= LIGHT_COLOURS.length) return `var(--ae-colour-${index})`
  // The scale's brightest end is left out, as it would vanish on white.
  return interpolateViridis((0.92 * index) / (count - 1))
}
