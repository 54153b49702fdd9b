import * as tf from '@tensorflow/tfjs'
import type { VectorsOfCodes } from '../../codebook/vectors-of-codes'

/** Running means of what each code stands for, and where that puts it. */
export interface RunningCodes {
  /** N: vectors a step, [K]. */
  readonly counts: tf.Tensor
  /** m: their sums, [K, D]. */
  readonly sums: tf.Tensor
  /** e = m / Ñ, [K, D]. */
  readonly codes: tf.Tensor
}

/** How running means follow. */
export interface RunningOptions {
  /** γ */
  readonly decay: number
  /** ε */
  readonly epsilon: number
}

/**
 * One step of the running means: `N ← γN + (1 − γ)n`, `m ← γm + (1 − γ)Σz`, `e = m / Ñ` with
 * `Ñ = (N + ε) / (ΣN + Kε) · ΣN`.
 *
 * Counts are smoothed when they are read, never where they are kept. A code that no vector of the step was near to stays where
 * it is: read by the formula, it would slide to the origin as its count falls below ε, after 1,150 steps of γ = .99, and
 * take up vectors there, restarted by an accident of rounding.
 *
 * @see van den Oord et al. 2017, Neural Discrete Representation Learning, appendix A.1, arXiv:1711.00937
 */
export function followVectors(
  running: RunningCodes,
  step: VectorsOfCodes,
  { decay, epsilon }: RunningOptions,
): RunningCodes {
  const follow = (mean: tf.Tensor, now: tf.Tensor): tf.Tensor => mean.mul(decay).add(now.mul(1 - decay))
  const counts = follow(running.counts, step.counts)
  const sums = follow(running.sums, step.sums)
  const [size = 1] = counts.shape
  const total = counts.sum()
  const smoothed = counts
    .add(epsilon)
    .mul(total.div(total.add(size * epsilon)))
    .expandDims(1)
  const codes = tf.where(step.counts.greater(0).expandDims(1), sums.div(smoothed), running.codes)
  return { counts, sums, codes }
}

/** Codes that have just been put somewhere: N = 1, so that the first vectors count for much. */
export function freshCodes(codes: tf.Tensor): RunningCodes {
  return { counts: tf.ones([codes.shape[0] ?? 1]), sums: codes, codes }
}
