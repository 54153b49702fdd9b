import type { Diagnostic } from '../diagnostics/diagnostic'

/** Losses by name: `total` and the model's terms; a model of several phases has `<phase>.total` and so on. */
export type Losses = Readonly<Record<string, number>>

/** One optimizer step, reported some steps later so that training never waits for a number. */
export interface StepEvent {
  /** Tag. */
  readonly type: 'step'
  /** Steps of all phases done, this one included. */
  readonly step: number
  /** Steps of all phases when training ends. */
  readonly totalSteps: number
  /** Passes over the data done before this one. */
  readonly epoch: number
  /** Whose step it was. */
  readonly phase: string
  /** Whether the step followed the gradient of a loss; where not, there is no `total`. */
  readonly differentiated: boolean
  /** The differentiated loss; NaN where there is none. */
  readonly total: number
  /** The unweighted parts of the loss. */
  readonly terms: Losses
  /** Rows in the batch. */
  readonly rows: number
  /** The rate the step was taken with (of the first group, where there are several). */
  readonly learningRate: number
  /** Rows a second since the last report. */
  readonly samplesPerSecond: number
}

/** The end of a pass over the data. */
export interface EpochEvent {
  /** Tag. */
  readonly type: 'epoch'
  /** Passes done, this one included. */
  readonly epoch: number
  /** Steps of all phases done. */
  readonly step: number
  /** Steps of all phases when training ends. */
  readonly totalSteps: number
  /** Means over the rows of the pass. */
  readonly losses: Losses
  /** Duration of the pass. */
  readonly seconds: number
}

/** Something that usually means that the training will not work. */
export interface DiagnosticEvent {
  /** Tag. */
  readonly type: 'diagnostic'
  /** What was seen, and what usually helps. */
  readonly diagnostic: Diagnostic
}

/** What `train` yields. */
export type TrainEvent = StepEvent | EpochEvent | DiagnosticEvent
