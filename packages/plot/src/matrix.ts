import { requireKnownOptions, requirePositiveInteger } from '@ae/core'
import { interpolatePuOr, interpolateViridis } from 'd3-scale-chromatic'
import type { FigureOptions, Numbers } from './figure-options'
import { element, round, textElement } from './svg/element'
import { extent } from './svg/extent'
import { figure, titleHeight } from './svg/figure'
import { requireLength, requireSize } from './svg/require-figure'
import { textWidth } from './svg/text-width'

/** Names of rows and columns. */
export interface MatrixLabels {
  /** One a row, from the top. */
  readonly rows?: readonly string[]
  /** One a column, from the left. */
  readonly columns?: readonly string[]
  /** What the rows are: `actual`. */
  readonly rowTitle?: string
  /** What the columns are: `predicted`. */
  readonly columnTitle?: string
}

/** A table of numbers as colours. */
export interface MatrixOptions extends FigureOptions {
  /** The numbers, row by row. Shape: [rows, columns]. */
  readonly values: Numbers
  /** Number of rows. */
  readonly rows: number
  /** Number of columns. */
  readonly columns: number
  /** What rows and columns are called. */
  readonly labels?: MatrixLabels
  /** Writes each number into its cell. Default: if there are at most 400 cells. */
  readonly annotate?: boolean
}

const OPTIONS = ['values', 'rows', 'columns', 'labels', 'annotate', 'width', 'height', 'title', 'description']
const FONT = 11

/**
 * A confusion matrix, a correlation matrix or any other table as a map of colours.
 *
 * Colours run from dark to bright; if there are numbers below zero, from purple over white to orange, with white at
 * zero. Cells that are not finite are left blank.
 *
 * @throws AeError `shape` if the numbers or names are not as many as was said, `config` on a misspelt option
 * @example
 * matrix({ values: [9, 1, 2, 8], rows: 2, columns: 2, labels: { rows: ['cat', 'dog'], columns: ['cat', 'dog'] } })
 */
export function matrix(options: MatrixOptions): string {
  const subject = 'matrix'
  requireKnownOptions(subject, options, OPTIONS)
  const { values, labels = {} } = options
  const rows = requirePositiveInteger(subject, 'rows', options.rows)
  const columns = requirePositiveInteger(subject, 'columns', options.columns)
  requireLength(subject, { option: 'values', expected: rows * columns, received: values.length })
  for (const [name, expected] of [
    ['rows', rows],
    ['columns', columns],
  ] as const) {
    const received = labels[name]?.length ?? expected
    requireLength(subject, { option: `labels.${name}`, expected, received })
  }
  const size = requireSize(subject, options, { width: 480, height: 440 })
  const numbers = Array.from(values)
  const box = boxOf(options, size)
  const cells = { numbers, columns, colour: colourScale(numbers), box, rows }
  const annotate = options.annotate ?? rows * columns <= 400
  return figure({
    ...options,
    ...size,
    summary: `Map of a table of ${rows} rows and ${columns} columns`,
    body: [...drawCells(cells, annotate), ...drawNames(cells, labels)],
  })
}

interface Cells {
  readonly numbers: readonly number[]
  readonly rows: number
  readonly columns: number
  readonly colour: (value: number) => string
  readonly box: Box
}

interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

function boxOf(options: MatrixOptions, size: { readonly width: number; readonly height: number }): Box {
  const { labels = {} } = options
  const names = Math.max(0, ...(labels.rows ?? []).map((name) => textWidth(name, FONT) + 8))
  const left = 10 + names + (labels.rowTitle === undefined ? 0 : 18)
  const below =
    10 + columnNameHeight(options, size.width - left - 10) + (labels.columnTitle === undefined ? 0 : 18)
  const top = titleHeight(options)
  return { left, top, width: size.width - left - 10, height: Math.max(20, size.height - top - below) }
}

/** Names of columns stand upright where they would run into one another. */
function upright(names: readonly string[], columns: number, width: number): boolean {
  return names.some((name) => textWidth(name, FONT) + 4 > width / columns)
}

function columnNameHeight({ labels = {}, columns }: MatrixOptions, width: number): number {
  const names = labels.columns ?? []
  if (names.length === 0) return 0
  return upright(names, columns, width) ? Math.max(...names.map((name) => textWidth(name, FONT))) + 8 : 16
}

function colourScale(numbers: readonly number[]): (value: number) => string {
  const [low, high] = extent(numbers) ?? [0, 1]
  const most = Math.max(Math.abs(low), Math.abs(high)) || 1
  if (low < 0) return (value) => interpolatePuOr(0.5 + value / (2 * most))
  return (value) => interpolateViridis(high > low ? (value - low) / (high - low) : value > 0 ? 1 : 0)
}

function drawCells({ numbers, rows, columns, colour, box }: Cells, annotate: boolean): readonly string[] {
  const [wide, high] = [box.width / columns, box.height / rows]
  // Cells overlap by a hair, or the ground would shine through between them.
  const gap = wide > 12 && high > 12 ? -1 : 0.3
  return numbers.map((value, i) => {
    const x = box.left + (i % columns) * wide
    const y = box.top + Math.floor(i / columns) * high
    const known = Number.isFinite(value)
    const cell = { x, y, width: wide + gap, height: high + gap }
    if (!known) {
      const blank = element('rect', {
        ...cell,
        class: 'line',
        'stroke-opacity': 0.25,
        'stroke-dasharray': '2 2',
      })
      return annotate ? blank + numberIn({ ...cell, text: '–', fill: 'currentColor' }) : blank
    }
    const fill = colour(value)
    const square = element('rect', { ...cell, fill })
    return annotate ? square + numberIn({ ...cell, text: formatted(value), fill: inkOn(fill) }) : square
  })
}

interface CellText {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly text: string
  readonly fill: string
}

function numberIn({ x, y, width, height, text, fill }: CellText): string {
  const size = Math.max(5, Math.min(12, height * 0.6, (0.9 * width) / (0.6 * Math.max(2, text.length))))
  const style = `font-size:${round(size)}px;fill:${fill}`
  return textElement(text, {
    x: x + width / 2,
    y: y + height / 2 + size * 0.36,
    'text-anchor': 'middle',
    style,
  })
}

/** Whole numbers as they are, others in three digits. */
function formatted(value: number): string {
  if (Number.isInteger(value)) return String(value)
  return String(Number(value.toPrecision(value < 0.1 && value > -0.1 ? 2 : 3))).replace('-', '−')
}

/** Black or white, whichever reads better. */
function inkOn(colour: string): string {
  const [red = 0, green = 0, blue = 0] = channelsOf(colour)
  // ITU-R BT.601 luma.
  return 0.299 * red + 0.587 * green + 0.114 * blue > 140 ? '#111' : '#fff'
}

function channelsOf(colour: string): readonly number[] {
  if (!colour.startsWith('#')) return (colour.match(/\d+/g) ?? []).map(Number)
  return [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16))
}

function drawNames({ rows, columns, box }: Cells, labels: MatrixLabels): readonly string[] {
  const [wide, high] = [box.width / columns, box.height / rows]
  const names = labels.columns ?? []
  const bottom = box.top + box.height
  const turned = upright(names, columns, box.width)
  return [
    ...(labels.rows ?? []).map((name, row) =>
      textElement(name, { x: box.left - 6, y: box.top + (row + 0.5) * high + 4, 'text-anchor': 'end' }),
    ),
    ...names.map((name, column) => {
      const x = box.left + (column + 0.5) * wide
      return turned
        ? textElement(name, {
            transform: `translate(${round(x + 4)} ${round(bottom + 5)}) rotate(-90)`,
            'text-anchor': 'end',
          })
        : textElement(name, { x, y: bottom + 13, 'text-anchor': 'middle' })
    }),
    ...(labels.rowTitle === undefined
      ? []
      : [
          textElement(labels.rowTitle, {
            transform: `translate(14 ${round(box.top + box.height / 2)}) rotate(-90)`,
            'text-anchor': 'middle',
            'font-weight': 600,
          }),
        ]),
    ...(labels.columnTitle === undefined
      ? []
      : [
          textElement(labels.columnTitle, {
            x: box.left + box.width / 2,
            y: bottom + columnNameHeight({ values: [], rows, columns, labels }, box.width) + 17,
            'text-anchor': 'middle',
            'font-weight': 600,
          }),
        ]),
  ]
}
