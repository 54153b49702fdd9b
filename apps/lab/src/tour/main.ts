import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { AeError } from '@ae/core'
import { writeFileAtomic } from '@ae/core/node'
import { type ReportSection, toHtmlReport } from '@ae/plot'
import { useWasm } from '@ae/wasm'
import { parseCommandLine } from '../command-line'
import { type Digits, embeddedDigits, realDigits } from '../digits'
import { stops } from './stops'
import { type TableRow, tableText, terminalBar } from './terminal'

const USAGE = `npm start [-- --data DIR] [--seed N] [--out DIR]

Trains every technique there is, on embedded digits or on MNIST in DIR, and writes a report.`

const EMBEDDED = { train: 4000, test: 1000 }
/** Real images that fit into the tour's three minutes. */
const REAL = { train: 8000, test: 2000 }

process.exitCode = await main()

async function main(): Promise<number> {
  const { values } = parseCommandLine(USAGE, {
    options: {
      data: { type: 'string' },
      seed: { type: 'string', default: '1' },
      out: { type: 'string', default: fileURLToPath(new URL('../../../../report', import.meta.url)) },
    },
  })
  const started = performance.now()
  try {
    const digits = await chooseDigits(values.data ?? process.env.AE_DATA_DIR)
    const { backend } = await useWasm()
    console.log(`The tour: ${stops.length} techniques on ${digits.name}, backend ${backend}.\n`)
    const rows: TableRow[] = []
    const sections: ReportSection[] = []
    const missed: string[] = []
    for (const stop of stops) {
      const begun = performance.now()
      console.log(stop.name)
      const {
        findings,
        claims = [],
        section,
      } = await stop.visit({ digits, seed: Number(values.seed), bar: terminalBar })
      const seconds = (performance.now() - begun) / 1000
      rows.push(...findings.map((finding) => ({ technique: stop.name, seconds, ...finding })))
      sections.push(section)
      missed.push(...claims.filter(({ holds }) => !holds).map(({ text }) => `${stop.name}: ${text}`))
    }
    const table = tableText(rows)
    console.log(`\n${table}\n`)
    const path = join(resolve(values.out), 'index.html')
    await mkdir(resolve(values.out), { recursive: true })
    await writeFileAtomic(path, new TextEncoder().encode(report({ digits, backend, rows, sections })))
    console.log(`${((performance.now() - started) / 1000).toFixed(0)} s in all. The report: ${path}`)
    for (const claim of missed) console.error(`Not seen: ${claim}.`)
    return missed.length === 0 ? 0 : 1
  } catch (error) {
    if (!(error instanceof AeError)) throw error
    console.error(error.message)
    return 2
  }
}

async function chooseDigits(dataDir: string | undefined): Promise<Digits> {
  if (dataDir === undefined) return embeddedDigits(EMBEDDED)
  return realDigits(dataDir, REAL)
}

interface ReportParts {
  readonly digits: Digits
  readonly backend: string
  readonly rows: readonly TableRow[]
  readonly sections: readonly ReportSection[]
}

function report({ digits, backend, rows, sections }: ReportParts): string {
  const results: ReportSection = {
    heading: 'Results',
    text: `Trained on ${digits.name} with tfjs' backend '${backend}'. The same seed gives the same numbers.`,
    table: {
      columns: ['technique', 'measure', 'value', 'beside', 'seconds'],
      rows: rows.map(({ technique, measure, value, beside, seconds }) => [
        technique,
        measure,
        value.toFixed(2),
        beside,
        seconds.toFixed(1),
      ]),
    },
  }
  return toHtmlReport({ title: 'Auto-encoders: the tour', sections: [results, ...sections] })
}
