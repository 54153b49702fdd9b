import { AeError, requireKnownOptions, show } from '@ae/core'
import { escapeText } from '../svg/escape-text'
import { REPORT_STYLE } from './report-style'

/** A table; numbers are set flush right. */
export interface ReportTable {
  /** Names of the columns. */
  readonly columns: readonly string[]
  /** The rows, as long as there are columns. */
  readonly rows: readonly (readonly (string | number)[])[]
}

/** One part of a report. */
export interface ReportSection {
  /** What it is about. */
  readonly heading: string
  /** What there is to say; an empty line begins a new paragraph. */
  readonly text?: string
  /** Figures of this package, side by side where there is room. */
  readonly figures?: readonly string[]
  /** A table below the figures. */
  readonly table?: ReportTable
}

/** A report. */
export interface ReportOptions {
  /** What it is about. */
  readonly title: string
  /** Its parts, in order. */
  readonly sections: readonly ReportSection[]
  /** Language of the text, as a BCP 47 tag. Default `en`. */
  readonly language?: string
}

/**
 * A page with text, figures and tables in one file that needs nothing else.
 *
 * All text is escaped. Figures are taken as they are, so they must come from this package.
 *
 * @throws AeError `data` if a figure is no SVG, `shape` if a table's row is too short or too long
 * @example
 * toHtmlReport({ title: 'A run', sections: [{ heading: 'Loss', text: 'It fell.' }] })
 */
export function toHtmlReport(options: ReportOptions): string {
  const {
    title,
    sections,
    language = 'en',
  } = requireKnownOptions('toHtmlReport', options, ['title', 'sections', 'language'])
  const contents = sections.map(
    ({ heading }, i) => `<li><a href="#s${i + 1}">${escapeText(heading)}</a></li>`,
  )
  return [
    '<!doctype html>',
    `<html lang="${escapeText(language)}">`,
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escapeText(title)}</title>`,
    `<style>${REPORT_STYLE}</style>`,
    '</head>',
    '<body>',
    '<main>',
    `<h1>${escapeText(title)}</h1>`,
    ...(sections.length > 2 ? [`<nav aria-label="Contents"><ol>${contents.join('')}</ol></nav>`] : []),
    ...sections.map(sectionHtml),
    '</main>',
    '</body>',
    '</html>',
    '',
  ].join('\n')
}

function sectionHtml({ heading, text, figures = [], table }: ReportSection, index: number): string {
  const stranger = figures.find((svg) => !svg.startsWith('<svg'))
  if (stranger !== undefined) {
    throw new AeError('data', `toHtmlReport: \`figures\` must be SVG. Received: ${show(stranger)}.`)
  }
  return [
    `<section id="s${index + 1}">`,
    `<h2>${escapeText(heading)}</h2>`,
    ...paragraphs(text ?? ''),
    ...(figures.length === 0
      ? []
      : [`<div class="figures">${figures.map((svg) => `<figure>${svg}</figure>`).join('\n')}</div>`]),
    ...(table === undefined ? [] : [tableHtml(table)]),
    '</section>',
  ].join('\n')
}

function paragraphs(text: string): readonly string[] {
  return text
    .split(/\n\s*\n/)
    .filter((paragraph) => paragraph.trim() !== '')
    .map((paragraph) => `<p>${escapeText(paragraph.trim())}</p>`)
}

function tableHtml({ columns, rows }: ReportTable): string {
  const body = rows.map((row) => {
    if (row.length !== columns.length) {
      throw new AeError(
        'shape',
        `toHtmlReport: expected rows of ${columns.length} cells. Received: ${show(row)}.`,
      )
    }
    return `<tr>${row.map(cell).join('')}</tr>`
  })
  const numeric = columns.map((_, i) => rows.length > 0 && rows.every((row) => typeof row[i] === 'number'))
  const head = columns.map(
    (name, i) => `<th scope="col"${numeric[i] ? ' class="n"' : ''}>${escapeText(name)}</th>`,
  )
  return `<div class="table"><table><thead><tr>${head.join('')}</tr></thead><tbody>${body.join('\n')}</tbody></table></div>`
}

function cell(value: string | number): string {
  return typeof value === 'number'
    ? `<td class="n">${escapeText(numeral(value))}</td>`
    : `<td>${escapeText(value)}</td>`
}

/** Whole numbers as they are, others in four digits; a number that is none as a dash. */
function numeral(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? '–' : value > 0 ? '∞' : '−∞'
  const text = Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)))
  return text.replace('-', '−')
}
