import type { Line, RatioLine, TimeLine } from './line'
import { SCALED } from './scaled-torch'
import { workloads } from './workloads'

/** Two threads beside one: least ratios, and what to aim at. */
const SHARED = { vqvae: 1.6, deep: 1.4, conv: 1.4 }
const SHARED_GOAL = 1.9
/** Beside tfjs' own wasm backend; it trains convolutions only with the kernels that @ae/core adds. */
const STOCK = { mlp: 'tfjs-wasm', deep: 'tfjs-wasm', conv: 'tfjs-wasm-patched' }
const STOCK_BAR = 10
const STOCK_GOAL = 20
/** Share of what the micro-kernel does where nothing else is to do. */
const PEAK_BAR = 0.85
const PEAK_GOAL = 0.95

/** The workloads that say what the micro-kernel can do: it at its best, in two forms. */
export const PEAKS: readonly string[] = ['peak-search', 'peak-product']

/** Every ratio that has a bar, of what was measured. */
export function ratiosOf(lines: readonly Line[]): readonly RatioLine[] {
  const times = lines.filter((line): line is TimeLine => 'ms' in line)
  const most = Math.max(
    1,
    ...times.filter(({ backend }) => backend === 'ae-wasm').map(({ threads }) => threads),
  )
  const find = (backend: string, workload: string, threads = 1): TimeLine | undefined =>
    times.find((t) => t.backend === backend && t.workload === workload && t.threads === threads)
  const torch = workloads.flatMap(({ name, must, goal }) =>
    [...new Set([1, most])].flatMap((threads) => {
      const measured = find('pytorch', name, threads)
      const theirs = measured ?? find(SCALED, name, threads)
      if (must === undefined || goal === undefined) return []
      const line = compare('ours ÷ PyTorch', find('ae-wasm', name, threads), theirs, { bar: must, goal })
      return measured === undefined ? line.map((l) => ({ ...l, scaled: true as const })) : line
    }),
  )
  const shared = Object.entries(SHARED).flatMap(([name, bar]) =>
    most === 1
      ? []
      : compare(`${most} threads ÷ 1`, find('ae-wasm', name, most), find('ae-wasm', name), {
          bar,
          goal: SHARED_GOAL,
        }),
  )
  const stock = Object.entries(STOCK).flatMap(([name, backend]) =>
    compare(`ours ÷ ${backend}`, find('ae-wasm', name, most), find(backend, name), {
      bar: STOCK_BAR,
      goal: STOCK_GOAL,
    }),
  )
  return [...torch, ...shared, ...stock, ...peakShare(find)]
}

type Find = (backend: string, workload: string, threads?: number) => TimeLine | undefined

function peakShare(find: Find): readonly RatioLine[] {
  const product = find('ae-wasm', 'matmul-1024')
  const peaks = PEAKS.flatMap((name) => find('ae-wasm', name) ?? [])
  if (product === undefined || peaks.length === 0) return []
  const value = product.perSecond / Math.max(...peaks.map(({ perSecond }) => perSecond))
  return [
    {
      ratio: 'share of the micro-kernel’s peak',
      workload: product.workload,
      threads: 1,
      value,
      bar: PEAK_BAR,
      goal: PEAK_GOAL,
      pass: value >= PEAK_BAR,
    },
  ]
}

function compare(
  ratio: string,
  ours: TimeLine | undefined,
  theirs: TimeLine | undefined,
  { bar, goal }: Pick<RatioLine, 'bar' | 'goal'>,
): readonly RatioLine[] {
  if (ours === undefined || theirs === undefined) return []
  const value = theirs.ms / ours.ms
  return [{ ratio, workload: ours.workload, threads: ours.threads, value, bar, goal, pass: value >= bar }]
}
