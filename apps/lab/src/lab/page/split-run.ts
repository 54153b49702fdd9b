import type { LabLine, MetricLine } from '../lab-line'

/** Each experiment's lines behind the conditions; undefined without conditions, or if the digits were the embedded ones. */
export function splitRun(lines: readonly LabLine[]): ReadonlyMap<string, readonly LabLine[]> | undefined {
  const [conditions, ...rest] = lines
  if (conditions === undefined || !('data' in conditions) || conditions.data.startsWith('synthetic'))
    return undefined
  const runs = new Map<string, LabLine[]>()
  for (const line of rest.filter((line): line is MetricLine => 'experiment' in line)) {
    const run = runs.get(line.experiment) ?? [conditions]
    run.push(line)
    runs.set(line.experiment, run)
  }
  return runs
}
