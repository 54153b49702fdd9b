import * as tf from '@tensorflow/tfjs'
import { AeError } from '../../errors/ae-error'
import { show } from '../../errors/require'
import type { Rng } from '../../interfaces/rng'

/**
 * Each column of a batch in a random order of its own: draws from the product of the columns' own distributions.
 *
 * @param z [B, D]; borrowed
 * @returns [B, D], the caller's
 * @throws AeError `shape` unless `z` is [B, D]
 * @see Kim & Mnih 2018, Disentangling by Factorising, algorithm 1, arXiv:1802.05983
 * @example
 * const independent = permuteColumns(z, createRng(1))
 */
export function permuteColumns(z: tf.Tensor, rng: Rng): tf.Tensor {
  const [rows = 0, width = 0] = z.shape
  if (z.rank !== 2) {
    throw new AeError('shape', `permuteColumns: expected codes [B, D]. Received shape: ${show(z.shape)}.`)
  }
  const places = new Int32Array(rows * width)
  for (let column = 0; column < width; column++) {
    rng.permutation(rows).forEach((row, place) => {
      places[place * width + column] = row * width + column
    })
  }
  return tf.tidy(() => tf.gather(z.reshape([-1]), tf.tensor1d(places, 'int32')).reshape([rows, width]))
}
