import * as tf from '@tensorflow/tfjs'
import { AeError } from '../../errors/ae-error'
import { show } from '../../errors/require'
import { reconstruct } from '../reconstruct'
import type { DenoisingAutoencoder } from './model'

/**
 * Which way, and how steeply, the data become denser: `(r(x) − x) / σ² ≈ ∇ log p(x)`, `[B, …]` → `[B, …]`.
 *
 * Exact for the density of noisy data if the model is the best there is under squared error; that density is close
 * to the data's own where σ is small. Borrows `x`; the result is the caller's.
 *
 * @throws AeError `config` unless the model was trained with Gaussian noise
 * @see Alain & Bengio 2014, What Regularized Auto-Encoders Learn from the Data-Generating Distribution, Theorem 2
 * @see Vincent 2011, A Connection Between Score Matching and Denoising Autoencoders
 * @example
 * const uphill = denoisingScore(denoiser, x) // x + small steps along it end where data are
 */
export function denoisingScore(model: DenoisingAutoencoder, x: tf.Tensor): tf.Tensor {
  const { corruption } = model.config
  const deviation =
    typeof corruption === 'object' && corruption.kind === 'gaussian' ? corruption.standardDeviation : 0
  if (deviation === 0) {
    throw new AeError(
      'config',
      `denoisingScore: expected a model with Gaussian noise. Received: ${show(typeof corruption === 'function' ? corruption : corruption.kind)}.`,
      { hint: "train it with corruption: { kind: 'gaussian', standardDeviation: 0.1 }." },
    )
  }
  return tf.tidy(() =>
    reconstruct(model, x)
      .sub(x)
      .div(deviation ** 2),
  )
}
