import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fromCaller, parseCommandLine } from '../../command-line'
import { keptRuns, readJsonLines } from '../../pages/json-lines'
import type { LabLine } from '../lab-line'
import { renderPage } from './render-page'
import { PAGE, RUNS } from './runs'
import { splitRun } from './split-run'

const USAGE = `pnpm lab:page FILE…

Keeps full runs of \`pnpm lab NAME --json\` in apps/docs/experiments, each experiment's instead of the one that is there, and
writes apps/docs/experiments.md from them. Without FILE it writes the page anew.`

const { positionals } = parseCommandLine(USAGE, { allowPositionals: true, options: {} })

mkdirSync(RUNS, { recursive: true })
for (const file of positionals) {
  const runs = splitRun(readJsonLines<LabLine>(fromCaller(file)))
  if (runs === undefined) {
    console.error(`${file}: not a full run on real data with its conditions in the first line.`)
    process.exit(2)
  }
  for (const [name, lines] of runs)
    writeFileSync(join(RUNS, `${name}.jsonl`), lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
}
writeFileSync(PAGE, renderPage(keptRuns(RUNS).map((name) => readJsonLines<LabLine>(join(RUNS, name)))))
console.log(PAGE)
