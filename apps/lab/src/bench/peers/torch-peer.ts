import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { PEAKS } from '../ratios'
import type { Times } from '../times'
import type { Peer } from './peer'

/** Workloads that the peers' script does not have, and ours for them. */
const TWINS: Readonly<Record<string, string>> = {
  'nearest-code': fileURLToPath(new URL('../../../twins/nearest_code.py', import.meta.url)),
}

/** Where PyTorch is, and the script that times it. */
export interface TorchOptions {
  /** A Python with torch. */
  readonly python: string
  /** The peers' `torch_bench.py`. */
  readonly script: string
  /** Threads that share the work. */
  readonly threads: number
}

const run = promisify(execFile)

/** PyTorch, timed by its own script. */
export function torchPeer({ python, script, threads }: TorchOptions): Peer {
  return {
    backend: 'pytorch',
    threads,
    takes: (workload) => !PEAKS.includes(workload),
    open: (workload) => ({
      async time(seconds) {
        const own = TWINS[workload] ?? script
        const args = [own, '--threads', String(threads), '--seconds', String(seconds), workload]
        const { stdout } = await run(python, args)
        const line = stdout.split('\n').find((text) => text.startsWith('{'))
        if (line === undefined) throw new Error(`${own} printed no line`)
        // The script's own form, one object a line.
        const { ms, p10, p90 } = JSON.parse(line) as Omit<Times, 'steps'>
        return { ms, p10, p90, steps: Math.max(1, Math.round((seconds * 1000) / ms)) }
      },
      close: async () => ({}),
    }),
  }
}

/** The version of torch behind a Python; undefined where there is none of version 2 or later. */
export async function torchVersion(python: string): Promise<string | undefined> {
  try {
    const { stdout } = await run(python, ['-c', 'import torch; print(torch.__version__)'])
    return Number.parseInt(stdout, 10) >= 2 ? stdout.trim() : undefined
  } catch {
    return undefined
  }
}
