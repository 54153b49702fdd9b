import type { Digits } from '../digits'

/** A number that an experiment measures, and what it has to be. */
export interface Metric {
  /** kebab-case, with the unit where there is one: `test-sse`. */
  readonly metric: string
  /** As measured. */
  readonly value: number
  /** `≤ 4.1` or `≥ .9`; absent for a number that is only reported. */
  readonly bar?: { readonly max: number } | { readonly min: number }
}

/** What an experiment is given. */
export interface Lab {
  /** The images: real ones, or the embedded ones in a quick run without real data. */
  readonly digits: Digits
  /** Whether to stay under a minute. */
  readonly quick: boolean
  /** Where all randomness comes from. */
  readonly seed: number
  /** Reports a number. */
  report(metric: Metric): void
  /** Shows how far it is; overwritten by the next line. */
  progress(line: string): void
}

/** One reproduction: a claim, its baselines, and a control that must fail. */
export interface Experiment {
  /** The name on the command line. */
  readonly name: string
  /** One sentence: what is shown. */
  readonly claim: string
  /** Trains, measures, reports. */
  run(lab: Lab): Promise<void>
}

/** Whether a metric is what it has to be. */
export function passes({ value, bar }: Metric): boolean {
  if (bar === undefined) return true
  return 'max' in bar ? value <= bar.max : value >= bar.min
}

/** The bar as it is printed. */
export function barText({ bar }: Metric): string {
  if (bar === undefined) return ''
  return 'max' in bar ? `<= ${bar.max}` : `>= ${bar.min}`
}
