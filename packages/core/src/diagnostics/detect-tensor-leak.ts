import type { DiagnosticOf } from './diagnostic'
import { formatNumber } from './format-number'

/** `tf.memory().numTensors` before and after some steps. */
export interface TensorCounts {
  /** Tensors alive before the first step. */
  readonly before: number
  /** Tensors alive after the last. */
  readonly after: number
  /** Steps in between. */
  readonly steps: number
}

/** Tensors that pile up with every step until memory is full. A growth below one a step is a cache that fills, no leak. */
export function detectTensorLeak(counts: TensorCounts): DiagnosticOf<'tensorLeak'> | undefined {
  const { before, after, steps } = counts
  const tensorsPerStep = (after - before) / steps
  if (!(steps > 0) || tensorsPerStep < 1) return undefined
  return {
    kind: 'tensorLeak',
    message: `the number of tensors grows by ${formatNumber(tensorsPerStep)} with each step: ${before} before, ${after} after ${steps} steps.`,
    advice:
      'put the temporaries of an objective into tf.tidy, dispose batches that you make, and use tf.keep only for what you free.',
    values: { tensorsPerStep, steps },
  }
}
