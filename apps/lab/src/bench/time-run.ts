import type { Run } from './workload'

/** How long steps took, in milliseconds. */
export interface Times {
  /** Median. */
  readonly ms: number
  /** A tenth took less. */
  readonly p10: number
  /** A tenth took longer. */
  readonly p90: number
}

/** Steps that warm caches and compilers up. */
const WARM_UP = 5

/** Times steps for some seconds, or for at least three of them. */
export async function timeRun(run: Run, seconds: number): Promise<Times> {
  for (let i = 0; i < WARM_UP; i++) await run.step()
  const times: number[] = []
  const started = performance.now()
  while (performance.now() - started < seconds * 1000 || times.length < 3) {
    const begun = performance.now()
    await run.step()
    times.push(performance.now() - begun)
  }
  times.sort((a, b) => a - b)
  const at = (fraction: number): number =>
    times[Math.min(times.length - 1, Math.floor(fraction * times.length))] ?? Number.NaN
  return { ms: at(0.5), p10: at(0.1), p90: at(0.9) }
}
