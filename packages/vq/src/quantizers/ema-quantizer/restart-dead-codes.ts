import type { Rng, StepContext } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import type { AssignedVectors } from '../../codebook/codebook'
import { randomVectors } from '../../codebook/random-vectors'
import type { ResolvedRestart } from './restart-config'
import type { RunningCodes } from './running-codes'

/** What {@link restartDeadCodes} goes by. */
export interface RestartRequest {
  /** The vectors of the step. */
  readonly assigned: AssignedVectors
  /** Share of the average use below which a code is dead. */
  readonly threshold: number
  /** Which vectors codes are put on. */
  readonly rng: Rng
}

/** Running codes after a look at the dead. */
export interface Restarted {
  /** The codes, dead ones elsewhere. */
  readonly running: RunningCodes
  /** [K]; 1 for a code that was dead. */
  readonly dead: tf.Tensor
  /** Scalar; the count below which a code is dead. */
  readonly least: tf.Tensor
}

/** Whether codes are looked at after this step. */
export function isRestartStep({ every, until }: ResolvedRestart, { step, totalSteps }: StepContext): boolean {
  return (step + 1) % every === 0 && (totalSteps === 0 || step < until * totalSteps)
}

/**
 * Puts each code whose running count is below the threshold on a vector of the step, no two on the same while there are
 * enough, with a count just at the threshold. All other codes stay as they are, bit for bit.
 */
export function restartDeadCodes(
  running: RunningCodes,
  { assigned, threshold, rng }: RestartRequest,
): Restarted {
  const { counts, sums, codes } = running
  const [size = 1] = counts.shape
  const real = assigned.indices.greaterEqual(tf.scalar(0, 'int32')).cast('float32')
  const least = real.sum().mul(threshold / size)
  const dead = counts.less(least)
  const vectors = randomVectors({ vectors: assigned.vectors, real, count: size, rng }) // [K, D]
  const rows = dead.expandDims(1)
  return {
    running: {
      counts: tf.where(dead, least, counts),
      sums: tf.where(rows, vectors.mul(least), sums),
      codes: tf.where(rows, vectors, codes),
    },
    dead: dead.cast('float32'),
    least,
  }
}
