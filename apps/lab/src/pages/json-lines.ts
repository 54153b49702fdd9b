import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** What a command printed with `--json`. */
export function readJsonLines<Line>(file: string): readonly Line[] {
  const lines = readFileSync(file, 'utf8').split('\n')
  // pnpm itself may have printed something before.
  return lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Line)
}

/** Names of the runs kept in a folder, in the order of their names. */
export function keptRuns(folder: string): readonly string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
}
