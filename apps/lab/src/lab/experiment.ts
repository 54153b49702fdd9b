import type { ReportSection } from '@ae/plot'
import type { Digits } from '../digits'

/** What a number has to be. */
export interface Bar {
  /** At least this. */
  readonly min?: number
  /** At most this. */
  readonly max?: number
}

/** A number that an experiment measures. */
export interface Metric {
  /** kebab-case: `test-sse`. */
  readonly metric: string
  /** As measured. */
  readonly value: number
  /** Absent for a number that is only reported. */
  readonly bar?: Bar
}

/** What an experiment is given. */
export interface Lab {
  /** Real digits in a full run, the embedded ones in a quick run. */
  readonly digits: Digits
  /** The folder of real data, for sets beside the digits; absent in a quick run. */
  readonly dataDir?: string
  /** Whether to stay under a minute (`soak`: two). */
  readonly quick: boolean
  /** Where all randomness comes from. */
  readonly seed: number
  /** Reports a number; its bar is the first in a full run, the second in a quick one. */
  report(metric: string, value: number, bars?: { readonly full?: Bar; readonly quick?: Bar }): void
  /** Puts figures into the experiment's page of the report. */
  picture(section: ReportSection): void
  /** Shows how far it is; overwritten by the next line. */
  progress(line: string): void
}

/** One reproduction: a claim, its baselines, and a control that must fail. */
export interface Experiment {
  /** The name on the command line. */
  readonly name: string
  /** One sentence: what is shown. */
  readonly claim: string
  /** What a full run measures with, where that is not the digits alone. */
  readonly data?: string
  /** Trains, measures, reports. */
  run(lab: Lab): Promise<void>
}

/** Whether a metric is what it has to be. NaN never is. */
export function passes({ value, bar }: Metric): boolean {
  if (bar === undefined) return true
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = bar
  return value >= min && value <= max
}

/** The bar as it is printed. */
export function barText({ bar }: Metric): string {
  if (bar === undefined) return ''
  const { min, max } = bar
  const [least, most] = [min, max].map((value) =>
    value === undefined ? value : Number(value.toPrecision(6)),
  )
  if (least !== undefined && most !== undefined) return `${least} – ${most}`
  return least === undefined ? `≤ ${most}` : `≥ ${least}`
}
