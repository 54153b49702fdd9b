import { spawnSync } from 'node:child_process'
import type { Times } from './time-run'

/** Where PyTorch is, and the script that times it. */
export interface TorchOptions {
  /** A Python with torch. */
  readonly python: string
  /** The peers' `torch_bench.py`. */
  readonly script: string
  /** As many as our backend has. */
  readonly threads: number
  /** For each workload. */
  readonly seconds: number
}

/** Times PyTorch on the same machine, now; no entry for what it could not run. */
export function timeTorch(names: readonly string[], options: TorchOptions): ReadonlyMap<string, Times> {
  const { python, script, threads, seconds } = options
  const args = [script, '--threads', String(threads), '--seconds', String(seconds), ...names]
  const { stdout } = spawnSync(python, args, { encoding: 'utf8' })
  const lines = (stdout ?? '').split('\n').filter((line) => line.startsWith('{'))
  return new Map(
    lines.map((line) => {
      const { workload, ms, p10, p90 } = JSON.parse(line) as Times & { readonly workload: string }
      return [workload, { ms, p10, p90 }]
    }),
  )
}
