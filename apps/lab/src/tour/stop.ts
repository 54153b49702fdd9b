import type { Callback } from '@ae/core'
import type { ReportSection } from '@ae/plot'
import type { Digits } from '../digits'

/** What a stop of the tour is given. */
export interface Tour {
  /** Images to train on. */
  readonly digits: Digits
  /** Where all randomness comes from. */
  readonly seed: number
  /** A callback that shows a bar with samples a second, loss terms and time left. */
  bar(label: string): Callback
}

/** A line of the table at the end. */
export interface Finding {
  /** What was measured, with its unit. */
  readonly measure: string
  /** How much. */
  readonly value: number
  /** What it compares with. */
  readonly beside: string
}

/** What must be seen, whatever the seed and the digits. */
export interface Claim {
  /** A sentence. */
  readonly text: string
  /** Whether it was seen. */
  readonly holds: boolean
}

/** What a stop shows. */
export interface Sight {
  /** Lines of the table. */
  readonly findings: readonly Finding[]
  /** What it vouches for; the tour fails if it was not seen. Default: nothing. */
  readonly claims?: readonly Claim[]
  /** A chapter of the report. */
  readonly section: ReportSection
}

/** One technique: trained, measured, pictured. */
export interface Stop {
  /** Name in the table. */
  readonly name: string
  /** Trains and shows. */
  visit(tour: Tour): Promise<Sight>
}
