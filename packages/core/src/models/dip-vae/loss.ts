import * as tf from '@tensorflow/tfjs'
import { AeError } from '../../errors/ae-error'
import { requireChoice, show } from '../../errors/require'
import { requireSameShape } from '../../losses/require-same-shape'
import type { Posterior } from '../gaussian-code'
import type { ResolvedDIPVAEConfig } from './config'

/** How far a covariance is from the identity. */
export interface CovariancePenalty {
  /** Sum of the squared covariances of different numbers. */
  readonly offDiagonal: tf.Scalar
  /** Sum of the squared deviations of the variances from 1. */
  readonly diagonal: tf.Scalar
}

/**
 * How far the covariance of codes over a batch is from the identity, `Σ_i≠j C_ij²` and `Σ_i (C_ii − 1)²`.
 *
 * `C = Cov[mean]` for `means`, and `Cov[mean] + E[diag e^logVar]`, which is that of the codes, for `codes`; population
 * divisors.
 *
 * @param posterior [B, D] each
 * @returns two scalars, the caller's
 * @throws AeError `shape` if the two differ or have no rows, `config` on another choice
 * @see Kumar, Sattigeri & Balakrishnan 2018, Variational Inference of Disentangled Latent Concepts, eq. 6 and 7, arXiv:1711.00848
 */
export function covariancePenalty(
  { mean, logVar }: Posterior,
  covariance: ResolvedDIPVAEConfig['covariance'],
): CovariancePenalty {
  requireChoice('covariancePenalty', 'covariance', covariance, ['means', 'codes'])
  requireSameShape('covariancePenalty', mean, logVar)
  if (mean.rank !== 2) {
    throw new AeError('shape', `covariancePenalty: expected means [B, D]. Received: ${show(mean.shape)}.`)
  }
  const parts = tf.tidy(() => {
    const [rows = 1, width = 1] = mean.shape
    const centred = mean.sub(mean.mean(0, true))
    const ofMeans = centred.matMul(centred, true, false).div(rows) // [D, D]
    const one = tf.eye(width)
    const own = covariance === 'means' ? 0 : logVar.exp().mean(0)
    const variances = ofMeans.mul(one).sum(0).add(own) // [D]
    return {
      offDiagonal: ofMeans.mul(tf.sub(1, one)).square().sum<tf.Scalar>(),
      diagonal: variances.sub(1).square().sum<tf.Scalar>(),
    }
  })
  return { ...parts }
}
