import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fromCaller, parseCommandLine } from '../../command-line'
import { keptRuns, readJsonLines } from '../../pages/json-lines'
import type { Line } from '../line'
import { renderPage } from './render-page'
import { PAGE, RUNS } from './runs'

const USAGE = `pnpm bench:page FILE…

Keeps runs of \`pnpm bench --json\` (of other versions of Node, of \`scaling\`) in apps/docs/benchmarks instead of those
that are there, in the order given, and writes apps/docs/benchmarks.md from them. Without FILE it writes the page anew.`

const { positionals } = parseCommandLine(USAGE, { allowPositionals: true, options: {} })

const given = positionals.map((file) => readJsonLines<Line>(fromCaller(file)))
if (given.length > 0) {
  mkdirSync(RUNS, { recursive: true })
  for (const name of keptRuns(RUNS)) rmSync(join(RUNS, name))
  given.forEach((lines, i) => {
    const machine = lines.find((line) => 'machine' in line)
    const about =
      machine === undefined ? 'run' : `${machine.date.slice(0, 10)}-${machine.node}-${machine.simd}`
    writeFileSync(
      join(RUNS, `${i + 1}-${about}.jsonl`),
      lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
    )
  })
}
writeFileSync(PAGE, renderPage(keptRuns(RUNS).map((name) => readJsonLines<Line>(join(RUNS, name)))))
console.log(PAGE)
