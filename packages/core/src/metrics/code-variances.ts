import * as tf from '@tensorflow/tfjs'
import { AeError } from '../errors/ae-error'
import { show } from '../errors/require'

/**
 * Variance of each dimension of a code over the rows, with the population's divisor.
 *
 * @param codes [B, …]; all axes but the first are one row of dimensions
 * @returns [D], owned by the caller
 * @throws AeError `shape` if there are no rows or no dimensions
 */
export function codeVariances(codes: tf.Tensor): tf.Tensor1D {
  if (codes.rank < 2 || codes.size === 0) {
    throw new AeError('shape', `codeVariances: expected codes [B, D]. Received shape: ${show(codes.shape)}.`)
  }
  return tf.tidy(() => {
    const rows = codes.reshape([codes.shape[0] ?? 1, -1])
    return rows.sub(rows.mean(0)).square().mean(0).as1D()
  })
}
