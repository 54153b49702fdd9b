import type { TrainingState } from '../checkpoint/training-state'
import type { Diagnostic } from '../diagnostics/diagnostic'
import type { Trainable } from '../interfaces/phase'
import type { EpochReport } from './history'
import type { DiagnosticEvent, StepEvent } from './train-event'

/** What a callback may do to the run it is part of. */
export interface Run {
  /** The model in training. */
  readonly model: Trainable<never>
  /** Ends training after this event; `reason` goes into the history. */
  stop(reason: string): void
  /** Adds a finding to the history, and tells every callback's `onDiagnostic`. */
  report(diagnostic: Diagnostic): Promise<void>
  /** Everything needed to go on from here, callbacks included, beside the model's weights. */
  state(): Promise<TrainingState>
  /** Copies of the weights that the model would be left with if training ended now, by the variable's position. */
  copyWeights(): Promise<TrainingState['tensors']>
  /** Puts copies back; does nothing unless they fit. */
  restoreWeights(copies: TrainingState['tensors']): void
}

/**
 * Something that watches a `fit` and may act on it.
 *
 * Whatever a callback remembers it hands out by `state`, so that a resumed run decides as an unbroken one would.
 */
export interface Callback {
  /** Unique within a fit, kebab-case: the name its state is saved under. */
  readonly name: string
  /** Before the first step, and before `restore`: forget an earlier fit. */
  onBegin?(run: Run): void | Promise<void>
  /** After a step's losses were read. */
  onStep?(event: StepEvent, run: Run): void | Promise<void>
  /** After a pass and its validation. */
  onEpoch?(report: EpochReport, run: Run): void | Promise<void>
  /** When something looks wrong. */
  onDiagnostic?(event: DiagnosticEvent, run: Run): void | Promise<void>
  /** When training has ended, for whatever reason but an exception. */
  onEnd?(run: Run): void | Promise<void>
  /** Called last, once, also where training failed or could not begin: gives back what `onBegin` took. Must not throw. */
  release?(): void
  /** What to remember in a checkpoint. */
  state?(): TrainingState
  /** Goes on from what `state` gave. */
  restore?(state: TrainingState): void
}
