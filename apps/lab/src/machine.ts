import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'
import process from 'node:process'

/** Where and when something was measured. */
export interface Machine {
  /** Name of the processor. */
  readonly machine: string
  /** Processors. */
  readonly cores: number
  /** Main memory in GB. */
  readonly gigabytes: number
  /** Processes that wanted to run in the minute before: above 0, times are of a machine that did other things too. */
  readonly load: number
  /** Version of Node. */
  readonly node: string
  /** ISO 8601. */
  readonly date: string
}

/** Where and when this is. */
export function thisMachine(): Machine {
  return {
    machine: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    gigabytes: Math.round(totalmem() / 2 ** 30),
    load: Number((loadavg()[0] ?? 0).toFixed(1)),
    node: process.version,
    date: new Date().toISOString(),
  }
}
