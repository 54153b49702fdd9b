import type { Losses, StepEvent } from './train-event'

/** Sums that make an epoch's means; plain JSON, so that a resumed epoch reports what an unbroken one would. */
export type EpochSums = Readonly<Record<string, { readonly sum: number; readonly rows: number }>>

/** Means of losses over the rows of a pass. */
export class EpochMeans {
  readonly #prefixed: boolean
  #sums: Record<string, { sum: number; rows: number }> = {}

  /** @param prefixed whether names start with the phase's, as they must where there are several phases */
  constructor(prefixed: boolean) {
    this.#prefixed = prefixed
  }

  /** Takes a step into the means. */
  add(event: StepEvent): void {
    const losses = event.differentiated ? withTotal(event) : event.terms
    for (const [name, value] of Object.entries(losses)) {
      const key = this.#prefixed ? `${event.phase}.${name}` : name
      const entry = (this.#sums[key] ??= { sum: 0, rows: 0 })
      entry.sum += value * event.rows
      entry.rows += event.rows
    }
  }

  /** The means so far. */
  means(): Losses {
    return Object.fromEntries(Object.entries(this.#sums).map(([name, { sum, rows }]) => [name, sum / rows]))
  }

  /** Starts a new pass. */
  reset(): void {
    this.#sums = {}
  }

  /** For a checkpoint. */
  get sums(): EpochSums {
    return this.#sums
  }

  /** Goes on from a checkpoint. */
  restore(sums: EpochSums): void {
    this.#sums = Object.fromEntries(Object.entries(sums).map(([name, entry]) => [name, { ...entry }]))
  }
}

function withTotal({ total, terms }: StepEvent): Losses {
  return { total, ...terms }
}
