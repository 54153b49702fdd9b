import type { Times } from '../times'

/** Something that runs the workloads: a backend on a number of threads. */
export interface Peer {
  /** As in the lines that are printed. */
  readonly backend: string
  /** Threads that share the work. */
  readonly threads: number
  /** Whether it takes part in a workload. */
  takes(workload: string): boolean
  /** Sets a workload up, in a process of its own. */
  open(workload: string): Session
}

/** A workload on one peer. */
export interface Session {
  /**
   * Times steps for some seconds.
   *
   * @throws Error with the reason where the peer cannot run the workload, or not in time
   */
  time(seconds: number): Promise<Times>
  /** Ends the process. */
  close(): Promise<Footprint>
}

/** What a process took beside time; fields that are not known are left out. */
export interface Footprint {
  /** Largest resident set, in MB. */
  readonly peakMegabytes?: number
  /** From the loaded modules until the backend was ready, in ms. */
  readonly readyMs?: number
  /** From there until the end of the first step, in ms: building the network and compiling included. */
  readonly firstStepMs?: number
}
