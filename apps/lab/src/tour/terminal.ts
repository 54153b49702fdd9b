import process from 'node:process'
import { type Callback, progress } from '@ae/core'
import type { Finding } from './stop'

/** Milliseconds between two lines where lines cannot be overwritten: a log should stay short. */
const LOG_EVERY = 5000

/** A progress bar that overwrites itself in a terminal, and says little in a log. */
export function terminalBar(label: string): Callback {
  const terminal = process.stdout.isTTY
  const bar = progress({
    every: terminal ? 100 : LOG_EVERY,
    write(line) {
      if (!terminal) return console.log(`  ${label}  ${line}`)
      const columns = process.stdout.columns || 80
      process.stdout.write(`\r\x1b[K  ${label}  ${line}`.slice(0, columns + 4))
    },
  })
  const { onStep } = bar
  // Between two epochs the bar goes on; a line for each would only flicker.
  return {
    name: bar.name,
    ...(onStep === undefined ? {} : { onStep }),
    onEnd() {
      if (terminal) process.stdout.write('\n')
    },
  }
}

/** A finding of a stop, and how long the stop took. */
export interface TableRow extends Finding {
  /** The technique. */
  readonly technique: string
  /** Seconds of training and measuring. */
  readonly seconds: number
}

/** The table at the end. */
export function tableText(rows: readonly TableRow[]): string {
  const cells = [
    ['technique', 'measure', 'value', 'beside', 'seconds'],
    ...rows.map(({ technique, measure, value, beside, seconds }) => [
      technique,
      measure,
      value.toFixed(2),
      beside,
      seconds.toFixed(1),
    ]),
  ]
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)))
  const numeric = new Set([2, 4])
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        numeric.has(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
  const [header = [], ...body] = cells
  return [line(header), widths.map((width) => '─'.repeat(width)).join('  '), ...body.map(line)].join('\n')
}
