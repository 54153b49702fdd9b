import type { Machine } from '../machine'

/** One line of `pnpm lab NAME --json`. */
export type LabLine = ConditionsLine | MetricLine

/** What was measured on, and where; the first line. */
export interface ConditionsLine extends Machine {
  /** What the digits are, and how many. */
  readonly data: string
  /** Where all randomness came from. */
  readonly seed: number
  /** Name of the backend. */
  readonly backend: string
}

/** A number that an experiment measured. */
export interface MetricLine {
  /** Name of the experiment. */
  readonly experiment: string
  /** What. */
  readonly metric: string
  /** As measured; null where it is no number, as JSON has it. */
  readonly value: number | null
  /** What it has to be, as people read it; null for a number that is only reported. */
  readonly bar: string | null
  /** Whether it is. */
  readonly pass: boolean
  /** Where all randomness came from. */
  readonly seed: number
  /** Name of the backend. */
  readonly backend: string
  /** Since the experiment began. */
  readonly seconds: number
}
