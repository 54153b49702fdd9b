import type { Machine } from '../machine'
import type { Footprint } from './peers/peer'
import type { Times } from './times'

/** One line of `pnpm bench --json`. */
export type Line = MachineLine | TimeLine | FailLine | RatioLine | FigureLine

/** Where and when; the first line. */
export interface MachineLine extends Machine {
  /** How our products were rounded. */
  readonly simd: string
  /** Version of PyTorch; absent where there was none. */
  readonly torch?: string
}

/** How long steps of a workload took. */
export interface TimeLine extends Times, Footprint {
  /** Who did them; `pytorch (scaled)` for the times of another machine, scaled to this one. */
  readonly backend: string
  /** Name of the workload. */
  readonly workload: string
  /** Threads that shared the work. */
  readonly threads: number
  /** How much of `unit` a second. */
  readonly perSecond: number
  /** What is counted. */
  readonly unit: string
}

/** Why there are no times. */
export interface FailLine {
  /** Who failed. */
  readonly backend: string
  /** At what. */
  readonly workload: string
  /** On so many threads. */
  readonly threads: number
  /** In one sentence. */
  readonly fails: string
}

/** How fast one is beside another, in the same run. */
export interface RatioLine {
  /** What is divided by what: `ours ÷ PyTorch`. Higher is better. */
  readonly ratio: string
  /** Name of the workload. */
  readonly workload: string
  /** Threads of both, or of ours. */
  readonly threads: number
  /** The ratio. */
  readonly value: number
  /** The bar. */
  readonly bar: number
  /** What to aim at. */
  readonly goal: number
  /** Whether the bar is met. */
  readonly pass: boolean
  /** Whether the other's time is of another machine, scaled to this one. */
  readonly scaled?: true
}

/** Anything else that is measured. */
export interface FigureLine {
  /** What. */
  readonly figure: string
  /** How much. */
  readonly value: number
  /** Of what; empty for a number alone. */
  readonly unit: string
  /** What it may be at most; absent where it is only reported. */
  readonly bar?: number
  /** Whether it is. */
  readonly pass?: boolean
}
