import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fromCaller, parseCommandLine } from '../../command-line'
import { renderPage } from './render-page'
import { keptRuns, PAGE, RUNS, readRun } from './runs'

const USAGE = `pnpm bench:page FILE…

Keeps runs of \`pnpm bench --json\` (of other versions of Node, of \`scaling\`) in apps/docs/benchmarks instead of those
that are there, in the order given, and writes apps/docs/benchmarks.md from them. Without FILE it writes the page anew.`

const { positionals } = parseCommandLine(USAGE, { allowPositionals: true, options: {} })

const given = positionals.map((file) => readRun(fromCaller(file)))
if (given.length > 0) {
  mkdirSync(RUNS, { recursive: true })
  for (const name of keptRuns()) rmSync(join(RUNS, name))
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
writeFileSync(PAGE, renderPage(keptRuns().map((name) => readRun(join(RUNS, name)))))
console.log(PAGE)
