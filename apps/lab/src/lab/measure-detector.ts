import {
  auroc,
  averagePrecision,
  type DecisionQuality,
  type Detector,
  judgeDecisions,
  type Rows,
  recallAt,
} from '@ae/anomaly'
import { createRng } from '@ae/core'

/** Rows that are made a block at a time: of half a million at once the numbers alone would fill a gigabyte. */
export interface TestRows {
  /** 0 for normal rows. */
  readonly labels: ArrayLike<number>
  /** The rows from `first` to before `end`. */
  block(first: number, end: number): Rows
}

/** What a detector does on rows that are known. */
export interface Measured extends DecisionQuality {
  /** One a row. */
  readonly scores: Float64Array
  /** One a row; empty without a threshold. */
  readonly anomalous: readonly boolean[]
  /** Area under the ROC curve. */
  readonly area: number
  /** Average precision. */
  readonly precisionMean: number
  /** Share of the anomalies found at 1 % false alarms. */
  readonly recallAtOne: number
}

/** Rows scored together. */
const BLOCK = 20_000
/** Orders of labels that a control is averaged over, at most: one alone says little of a small set. */
const SHUFFLES = 100
/** Labels drawn in all of them together, about. */
const ENOUGH = 100_000
/** False alarms at which recall is told. */
const ONE = 0.01

/** Rows of numbers as {@link TestRows}. */
export function testNumbers(values: Float32Array, width: number, labels: ArrayLike<number>): TestRows {
  return {
    labels,
    block: (first, end) => ({ values: values.subarray(first * width, end * width), width }),
  }
}

/** Scores and decisions of a detector, and how good they are. */
export async function measureDetector(detector: Detector, { labels, block }: TestRows): Promise<Measured> {
  const scores = new Float64Array(labels.length)
  for (let first = 0; first < labels.length; first += BLOCK) {
    scores.set(await detector.score(block(first, Math.min(labels.length, first + BLOCK))), first)
  }
  const threshold = detector.threshold?.value ?? Number.POSITIVE_INFINITY
  const anomalous = Array.from(scores, (score) => score > threshold)
  return {
    scores,
    anomalous,
    ...judgeDecisions({ anomalous, labels }),
    area: auroc({ scores, labels }),
    precisionMean: averagePrecision({ scores, labels }),
    recallAtOne: recallAt({ scores, labels }, ONE),
  }
}

/** The mean area under the curve when labels say nothing about rows. */
export function shuffledArea(scores: Float64Array, labels: ArrayLike<number>, seed: number): number {
  const rng = createRng(seed).fork('shuffled labels')
  let sum = 0
  const shuffles = Math.max(1, Math.min(SHUFFLES, Math.ceil(ENOUGH / labels.length)))
  for (let i = 0; i < shuffles; i++) {
    const order = rng.permutation(labels.length)
    sum += auroc({ scores, labels: Array.from(order, (row) => labels[row] ?? 0) })
  }
  return sum / shuffles
}
