import { markdownTable } from '../../pages/markdown-table'
import type { FailLine, FigureLine, Line, MachineLine, RatioLine, TimeLine } from '../line'
import { printFigure } from '../print-line'

/** Load at the start, beyond which others took part of the time. */
const BUSY = 1

/** The benchmarks' page: a section for each run. */
export function renderPage(runs: readonly (readonly Line[])[]): string {
  return `# Benchmarks

Whole training steps (forward, loss, backward, Adam, the loss read back), medians in milliseconds. Everyone runs the
same networks on the same batches, in a process of its own, and takes turns with the others, so that what disturbs the
machine disturbs all. tfjs' backends run them as one writes them in plain tfjs; its wasm backend trains convolutions and
embeddings only with the kernels that \`repairTfjs\` of @ae/core adds, which is the column \`tfjs-wasm-patched\`. In Node it
has one thread; ratios to it are ours on all threads. Its GRU cells reset before the product, PyTorch's after it.

On shared machines a training step of PyTorch's was seen to take up to four times as long in one run as in another. A
ratio far above 1 says that it was disturbed, not that it was beaten.

\`pnpm bench --torch torch_bench.py --json > run.jsonl\` repeats it, \`pnpm bench scaling\` shows growth,
\`pnpm bench:page run.jsonl\` writes this page. The lines themselves lie in \`apps/docs/benchmarks\`.
${runs.map(section).join('')}`
}

function section(lines: readonly Line[]): string {
  const machine = lines.find((line): line is MachineLine => 'machine' in line)
  const ratios = lines.filter((line): line is RatioLine => 'ratio' in line)
  const rows = lines.filter((line): line is TimeLine | FailLine => 'backend' in line)
  const figures = lines.filter((line): line is FigureLine => 'figure' in line)
  return [
    `\n## ${titleOf(machine, rows)}\n`,
    machine === undefined ? '' : `${describe(machine)}\n`,
    ratios.length === 0 ? '' : `### Ratios\n\n${ratioTable(ratios)}\n`,
    rows.length === 0 ? '' : `### Times\n\n${timeTable(rows)}\n`,
    footprints(rows),
    figures.length === 0
      ? ''
      : `### Figures\n\n${figures.map((figure) => `- ${printFigure(figure)}`).join('\n')}\n`,
  ]
    .filter((part) => part !== '')
    .join('\n')
}

function titleOf(machine: MachineLine | undefined, rows: readonly (TimeLine | FailLine)[]): string {
  const growth = rows.length > 0 && new Set(rows.map(({ backend }) => backend)).size === 1
  const what = growth ? 'How time grows' : 'Beside others'
  return machine === undefined ? what : `${what}: Node ${machine.node.slice(1)}, ${machine.simd} SIMD`
}

function describe({ machine, cores, gigabytes, load, torch, date }: MachineLine): string {
  const peer = torch === undefined ? '' : `, PyTorch ${torch}`
  const busy = load > BUSY ? ' **The machine was busy with other work: these figures say little.**' : ''
  return `${machine}, ${cores} cores, ${gigabytes} GB, load ${load} at the start${peer}; ${date.slice(0, 10)}.${busy}`
}

function ratioTable(ratios: readonly RatioLine[]): string {
  return markdownTable(
    ['', 'workload', 'threads', 'ratio', 'must', 'goal', ''],
    ratios.map(({ ratio, workload, threads, value, bar, goal, pass, scaled }) => [
      scaled === true ? `${ratio} (scaled)` : ratio,
      workload,
      String(threads),
      value.toFixed(2),
      String(bar),
      String(goal),
      value >= goal ? 'goal met' : pass ? 'met' : '**missed**',
    ]),
  )
}

function timeTable(rows: readonly (TimeLine | FailLine)[]): string {
  const columns = [...new Set(rows.map(columnOf))]
  const workloads = [...new Set(rows.map(({ workload }) => workload))]
  return markdownTable(
    ['ms a step', ...columns],
    workloads.map((workload) => [
      workload,
      ...columns.map((column) => {
        const found = rows.find((row) => row.workload === workload && columnOf(row) === column)
        if (found === undefined) return ''
        return 'fails' in found ? `fails: ${found.fails}` : milliseconds(found.ms)
      }),
    ]),
  )
}

function columnOf({ backend, threads }: TimeLine | FailLine): string {
  return `${backend}, ${threads} thread${threads === 1 ? '' : 's'}`
}

function footprints(rows: readonly (TimeLine | FailLine)[]): string {
  const most = Math.max(...rows.filter(({ backend }) => backend === 'ae-wasm').map(({ threads }) => threads))
  const known = rows.filter(
    (row): row is TimeLine =>
      'ms' in row && row.backend === 'ae-wasm' && row.threads === most && row.peakMegabytes !== undefined,
  )
  if (known.length === 0) return ''
  return `### Start and memory of ae-wasm\n\n${markdownTable(
    ['workload', 'backend ready, ms', 'then the first step, ms', 'peak memory, MB'],
    known.map(({ workload, readyMs = 0, firstStepMs = 0, peakMegabytes = 0 }) => [
      workload,
      readyMs.toFixed(0),
      firstStepMs.toFixed(0),
      peakMegabytes.toFixed(0),
    ]),
  )}\n`
}

function milliseconds(ms: number): string {
  return ms >= 100 ? Math.round(ms).toLocaleString('en') : ms.toPrecision(3)
}
