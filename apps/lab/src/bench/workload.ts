/** Something that is timed: the same networks and batches as the peers', under the same names. */
export interface Workload {
  /** As in every peer's list. */
  readonly name: string
  /** How much one step does, in `unit`. */
  readonly amount: number
  /** What `perSecond` counts. */
  readonly unit: 'samples' | 'rows' | 'flop'
  /** Least ratio to PyTorch on as many threads; absent where none is set. */
  readonly must?: number
  /** The ratio to aim at. */
  readonly goal?: number
  /** Makes everything that is needed on the active backend. */
  start(): Promise<Run>
}

/** A workload that is set up. */
export interface Run {
  /** One whole step, with the result read back. */
  step(): Promise<number>
  /** Frees everything. */
  dispose(): void
}
