import { type Times, timesOf } from './times'
import type { Run } from './workload'

/** Steps, or milliseconds, that warm caches and compilers up; two steps at least. */
const WARM_UP_STEPS = 5
const WARM_UP_MS = 3000
/** A first step that takes so many milliseconds is itself the measurement: its warm-up weighs nothing. */
const SLOW_MS = 15_000

/** A timer of one run; the first call warms it up. */
export function stepTimer(run: Run): (seconds: number) => Promise<Times> {
  let warm = false
  const step = async (): Promise<number> => {
    const begun = performance.now()
    await run.step()
    return performance.now() - begun
  }
  return async (seconds) => {
    if (!warm) {
      const first = await step()
      if (first > SLOW_MS) return timesOf([first])
      let spent = first
      for (let i = 1; i < 2 || (i < WARM_UP_STEPS && spent < WARM_UP_MS); i++) spent += await step()
      warm = true
    }
    const steps: number[] = []
    const started = performance.now()
    while (performance.now() - started < seconds * 1000 || steps.length === 0) steps.push(await step())
    return timesOf(steps)
  }
}

/** Whether one round says enough. */
export function isSlow({ ms }: Times): boolean {
  return ms > SLOW_MS
}
