import type * as tf from '@tensorflow/tfjs'
import { requireNumber } from '../errors/require'
import { codeVariances } from './code-variances'

/** Options of {@link activeUnits}. */
export interface ActiveUnitsOptions {
  /** Variance above which a unit is active. ≥ 0. Default .01. */
  readonly threshold?: number
}

/**
 * How many dimensions of a code vary with the input: those with `Var_x E_q[z_d] > .01`.
 *
 * @param mean [B, D] posterior means of different inputs
 * @throws AeError `shape` if there are no rows or no dimensions, `config` on a negative threshold
 * @see Burda et al. 2016, Importance Weighted Autoencoders, §5.2, arXiv:1509.00519
 * @example
 * const active = await activeUnits(vae.encode(images))
 */
export async function activeUnits(mean: tf.Tensor, options: ActiveUnitsOptions = {}): Promise<number> {
  const threshold = requireNumber('activeUnits', 'threshold', options.threshold ?? 0.01, { min: 0 })
  const variances = codeVariances(mean)
  try {
    return Array.from(await variances.data()).filter((variance) => variance > threshold).length
  } finally {
    variances.dispose()
  }
}
