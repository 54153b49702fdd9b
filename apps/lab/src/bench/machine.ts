import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'
import process from 'node:process'
import type { MachineLine } from './line'

/** Where and when this is. */
export function machineLine(simd: string, torch: string | undefined): MachineLine {
  return {
    machine: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    gigabytes: Math.round(totalmem() / 2 ** 30),
    load: Number((loadavg()[0] ?? 0).toFixed(1)),
    node: process.version,
    simd,
    ...(torch === undefined ? {} : { torch }),
    date: new Date().toISOString(),
  }
}
