import type { TimeLine } from './line'

/** Label of times that were not measured here. */
export const SCALED = 'pytorch (scaled)'

/** PyTorch 2.13 on two cores of an AMD Zen 4, in ms a step, on one thread and on two. */
const TABLE: Readonly<Record<string, readonly [number, number]>> = {
  mlp: [3.3, 2.5],
  deep: [37, 24],
  conv: [34, 26],
  vqvae: [168, 89],
  speech: [83, 49],
  sequence: [37, 36],
  'score-row': [0.036, 0.037],
  'score-batch': [0.86, 0.64],
  'encode-conv': [8.7, 5.5],
  'matmul-1024': [24.4, 11.4],
}
/** What tfjs' own wasm backend took for `matmul-1024` there: 27 GFLOP/s. It is frozen, so it measures machines. */
const MATMUL_THERE = 79.5

/**
 * What PyTorch would take here, judged by how much slower this machine is at tfjs' wasm product than the one of the table.
 *
 * @param matmulHere what `matmul-1024` takes here on tfjs' own wasm backend, in ms
 * @returns undefined for what is not in the table
 */
export function scaledTorch(
  { workload, threads, perSecond, ms, unit }: TimeLine,
  matmulHere: number,
): TimeLine | undefined {
  const there = TABLE[workload]?.[threads - 1]
  if (there === undefined) return undefined
  const here = (there * matmulHere) / MATMUL_THERE
  const amount = (perSecond * ms) / 1000
  return {
    backend: SCALED,
    workload,
    threads,
    ms: here,
    p10: here,
    p90: here,
    steps: 0,
    perSecond: (1000 * amount) / here,
    unit,
  }
}
