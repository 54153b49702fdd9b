import { DARK_COLOURS, LIGHT_COLOURS } from './palette'

const variables = (colours: readonly string[]): string =>
  colours.map((colour, i) => `--ae-colour-${i}:${colour}`).join(';')

/**
 * The style sheet of every figure.
 *
 * Ink follows the reader's light or dark scheme; a page with a switch of its own sets `--ae-ink`. All figures carry
 * the same sheet, so several in one page do not disturb one another.
 */
export const FIGURE_STYLE: string = [
  `.ae-figure{color:var(--ae-ink,#1f2328);${variables(LIGHT_COLOURS)}}`,
  `@media (prefers-color-scheme:dark){.ae-figure{color:var(--ae-ink,#e6e8eb);${variables(DARK_COLOURS)}}}`,
  '.ae-figure text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;font-size:11px;fill:currentColor}',
  '.ae-figure .title{font-size:14px;font-weight:600}',
  '.ae-figure .quiet{fill-opacity:.7}',
  '.ae-figure .line{stroke:currentColor;fill:none}',
  '.ae-figure image{image-rendering:pixelated}',
].join('')
