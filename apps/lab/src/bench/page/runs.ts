import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Line } from '../line'

/** The documentation's folder. */
const DOCS: string = fileURLToPath(new URL('../../../../docs/', import.meta.url))

/** Where runs are kept, one line of JSON a measurement. */
export const RUNS: string = join(DOCS, 'benchmarks')

/** The page that is made from them. */
export const PAGE: string = join(DOCS, 'benchmarks.md')

/** What `pnpm bench --json` printed. */
export function readRun(file: string): readonly Line[] {
  const lines = readFileSync(file, 'utf8').split('\n')
  // Made by `pnpm bench --json`; pnpm itself may have printed something before.
  return lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Line)
}

/** Names of the runs that are kept, in the order of the page. */
export function keptRuns(): readonly string[] {
  if (!existsSync(RUNS)) return []
  return readdirSync(RUNS)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
}
