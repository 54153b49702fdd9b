import type { Diagnostic } from '../diagnostics/diagnostic'
import type { Losses } from './train-event'

/** One pass over the data, with what the validation set said after it. */
export interface EpochReport {
  /** Passes done, this one included. */
  readonly epoch: number
  /** Steps of all phases done. */
  readonly step: number
  /** Steps of all phases when training ends. */
  readonly totalSteps: number
  /** Means over the training rows of the pass. */
  readonly losses: Losses
  /** Means over the validation rows with the weights after the pass; absent without a validation set. */
  readonly validation?: Losses
  /** Duration of the pass, without validation. */
  readonly seconds: number
}

/** What a call of `fit` did. Plain JSON. */
export interface History {
  /** One report a pass. */
  readonly epochs: readonly EpochReport[]
  /** Steps of all phases done, those before a resume included. */
  readonly steps: number
  /** What usually means trouble, as it was seen. */
  readonly diagnostics: readonly Diagnostic[]
  /** Why training ended early; absent when it ran to its end. */
  readonly stopped?: string
}
