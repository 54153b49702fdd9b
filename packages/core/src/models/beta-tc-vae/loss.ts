import * as tf from '@tensorflow/tfjs'
import { AeError } from '../../errors/ae-error'
import { requireChoice, requirePositiveInteger, show } from '../../errors/require'
import { gaussianNllOfEach } from '../../losses/gaussian-nll'
import { requireSameShape } from '../../losses/require-same-shape'
import { gaussianLogDensity, type Posterior, standardNormalLogDensity } from '../gaussian-code'
import type { ResolvedBetaTCVAEConfig } from './config'

/** What {@link klDecomposition} needs beside the batch. */
export interface KlDecompositionOptions {
  /** Rows in the training set. */
  readonly rows: number
  /** How the density of all codes is estimated. Default `stratified`. */
  readonly estimator?: ResolvedBetaTCVAEConfig['estimator']
}

/** The KL divergence of a VAE in three parts, in nats; estimates, so they may be a little below 0. */
export interface KlDecomposition {
  /** `KL(q(z, n) ‖ q(z) p(n))`: what a code tells of its row. */
  readonly mutualInformation: tf.Scalar
  /** `KL(q(z) ‖ Π_d q(z_d))`: what the numbers of a code tell of each other. */
  readonly totalCorrelation: tf.Scalar
  /** `Σ_d KL(q(z_d) ‖ p(z_d))`: how far each number is from N(0, 1). */
  readonly dimensionWise: tf.Scalar
}

/**
 * `KL(q(z | x) ‖ N(0, I))`, averaged over the data, in three parts, estimated on one batch. Their sum is
 * `mean(log q(z | x) − log p(z))`, whatever the estimator.
 *
 * `q(z)` is the mean of all rows' posteriors, of which only the batch's are at hand. Where the batch is the whole set, the
 * stratified estimate is exact. It spreads the weight of the absent rows evenly over the others of the batch: the paper's
 * puts another on one of them, with the same expectation and more variance.
 *
 * @param z [B, D]; one draw from each posterior
 * @param posterior [B, D] each
 * @returns three scalars, the caller's
 * @throws AeError `shape` unless all have one shape, or on more rows than the training set has; `config` on a bad option
 * @see Chen et al. 2018, Isolating Sources of Disentanglement in VAEs, eq. 2 and appendix C, arXiv:1802.04942
 */
export function klDecomposition(
  z: tf.Tensor,
  { mean, logVar }: Posterior,
  options: KlDecompositionOptions,
): KlDecomposition {
  const subject = 'klDecomposition'
  const rows = requirePositiveInteger(subject, 'rows', options.rows)
  const estimator = requireChoice(subject, 'estimator', options.estimator ?? 'stratified', [
    'stratified',
    'weighted',
  ])
  requireSameShape(subject, z, mean)
  requireSameShape(subject, z, logVar)
  if (z.rank !== 2)
    throw new AeError('shape', `${subject}: expected codes [B, D]. Received: ${show(z.shape)}.`)
  const [batch = 0] = z.shape
  if (batch > rows) {
    throw new AeError('shape', `${subject}: expected at most ${rows} rows in a batch. Received: ${batch}.`, {
      hint: '`rows` is the number of rows in the whole training set.',
    })
  }
  const parts = tf.tidy(() => {
    const density = gaussianLogDensity(z, mean, logVar) // [B]
    // Row i's code under row j's posterior, each number by itself.
    const pairs = gaussianNllOfEach(z.expandDims(1), mean.expandDims(0), logVar.expandDims(0)).neg() // [B, B, D]
    const weights = estimator === 'weighted' ? weightedLogs(batch, rows) : stratifiedLogs(batch, rows) // [B, B]
    const joint = pairs.sum(2).add(weights).logSumExp(1) // [B]
    const product = pairs.add(weights.expandDims(2)).logSumExp(1).sum(1) // [B]
    const prior = standardNormalLogDensity(z) // [B]
    return {
      mutualInformation: density.sub(joint).mean<tf.Scalar>(),
      totalCorrelation: joint.sub(product).mean<tf.Scalar>(),
      dimensionWise: product.sub(prior).mean<tf.Scalar>(),
    }
  })
  return { ...parts }
}

/** [B, B]; logs of 1 / (N·B). */
function weightedLogs(batch: number, rows: number): tf.Tensor {
  return tf.fill([batch, batch], -Math.log(rows * batch))
}

/** [B, B]; logs of 1 / N for the row itself, and of (1 − 1 / N) / (B − 1) for each other. A single row has no others. */
function stratifiedLogs(batch: number, rows: number): tf.Tensor {
  if (batch === 1) return tf.zeros([1, 1])
  const own = -Math.log(rows)
  const other = Math.log((rows - 1) / (rows * (batch - 1)))
  return tf
    .eye(batch)
    .mul(own - other)
    .add(other)
}
