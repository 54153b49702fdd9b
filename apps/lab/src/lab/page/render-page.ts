import { markdownTable } from '../../pages/markdown-table'
import type { Experiment } from '../experiment'
import { experiments } from '../experiments'
import type { ConditionsLine, LabLine, MetricLine } from '../lab-line'

/** The experiments' page: a section for each that has a run, in the order of `pnpm lab list`. */
export function renderPage(runs: readonly (readonly LabLine[])[]): string {
  const sections = experiments.flatMap((experiment) => {
    const { name } = experiment
    const run = runs.find((lines) => lines.some((line) => 'experiment' in line && line.experiment === name))
    return run === undefined ? [] : [section(experiment, run)]
  })
  return `# Experiments

What \`pnpm lab NAME\` measured on real data: each number, the bar it has to meet, if it has one, and whether it does. A
control is a number that must be bad. Times are of the machine named, where other programs may have run as well.

\`pnpm lab NAME --json > run.jsonl\` repeats one, \`pnpm lab:page run.jsonl\` writes it here. The lines themselves lie in
\`apps/docs/experiments\`.
${sections.join('')}`
}

function section({ name, claim, data }: Experiment, lines: readonly LabLine[]): string {
  const conditions = lines.find((line): line is ConditionsLine => 'data' in line)
  const metrics = lines.filter((line): line is MetricLine => 'experiment' in line)
  const rows = metrics.map(({ metric, value, bar, pass }) => [
    metric,
    show(value),
    bar ?? '',
    verdict(bar, pass),
  ])
  return `
## ${name}

${claim.charAt(0).toUpperCase()}${claim.slice(1)}.

${conditions === undefined ? '' : describe(data === undefined ? conditions : { ...conditions, data }, metrics.at(-1)?.seconds ?? 0)}

${markdownTable(['measured', 'value', 'bar', ''], rows)}
`
}

function describe(
  { data, seed, backend, cores, node, machine, date }: ConditionsLine,
  seconds: number,
): string {
  const time = seconds < 120 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`
  return `${data}, seed ${seed}, ${backend} in Node ${node.slice(1)}, ${cores} ${cores === 1 ? 'core' : 'cores'} of ${machine}, ${time}; ${date.slice(0, 10)}.`
}

function show(value: number | null): string {
  if (value === null) return 'no number'
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)))
}

function verdict(bar: string | null, pass: boolean): string {
  if (bar === null) return ''
  return pass ? 'met' : '**missed**'
}
