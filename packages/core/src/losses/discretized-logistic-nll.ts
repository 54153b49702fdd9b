import * as tf from '@tensorflow/tfjs'
import { AeError } from '../errors/ae-error'
import { show } from '../errors/require'
import { requireSameShape, requireSameShapeOrScalar } from './require-same-shape'
import { sumFeaturesMeanBatch } from './sum-features-mean-batch'

/** Options of {@link discretizedLogisticNll}. */
export interface DiscretizedLogisticOptions {
  /** Number of grey levels that [0, 1] is divided into: level k is k / (levels − 1). Integer ≥ 2. Default 256. */
  readonly levels?: number
}

/**
 * Negative log-likelihood of grey levels under a logistic distribution cut into bins, in nats,
 * summed over features, averaged over the batch. A true likelihood of integer images.
 *
 * A level x has the bin from `l = (x − ½Δ − mean)/s` to `u = (x + ½Δ − mean)/s`, with `Δ = 1/(levels−1)`; the first
 * and the last bin reach to ∓∞. `σ(u) − σ(l) = σ(u)·σ(−l)·(1 − e^−Δ/s)`, so the logarithm is a sum of
 * terms that stay finite, with a gradient, however far x is from the mean.
 *
 * @param target   [B, …] levels scaled to [0, 1]
 * @param mean     [B, …]
 * @param logScale natural log of s: [B, …], or a scalar for one scale of all features
 * @returns scalar ≥ 0, owned by the caller
 * @throws AeError `shape` if shapes differ or have no rows, `config` if `levels` is no integer ≥ 2
 * @see Kingma et al. 2016, Improving Variational Inference with Inverse Autoregressive Flow, appendix C, arXiv:1606.04934
 */
export function discretizedLogisticNll(
  target: tf.Tensor,
  mean: tf.Tensor,
  logScale: tf.Tensor,
  options: DiscretizedLogisticOptions = {},
): tf.Scalar {
  const subject = 'discretizedLogisticNll'
  const { levels = 256 } = options
  if (!Number.isSafeInteger(levels) || levels < 2) {
    throw new AeError('config', `${subject}: \`levels\` must be an integer ≥ 2. Received: ${show(levels)}.`)
  }
  requireSameShape(subject, target, mean)
  requireSameShapeOrScalar(subject, 'logScale', mean, logScale)
  return tf.tidy(() => sumFeaturesMeanBatch(discretizedLogisticNllOfEach(target, mean, logScale, levels)))
}

/** The negative log-likelihood of each number, of the shape of target and mean; unchecked. */
export function discretizedLogisticNllOfEach(
  target: tf.Tensor,
  mean: tf.Tensor,
  logScale: tf.Tensor,
  levels: number,
): tf.Tensor {
  const half = 0.5 / (levels - 1)
  return tf.tidy(() => {
    const inverseScale = logScale.neg().exp()
    const centred = target.sub(mean)
    const upper = centred.add(half).mul(inverseScale)
    const lower = centred.sub(half).mul(inverseScale)
    // −log σ(u), but nothing above the last bin; −log σ(−l), but nothing below the first.
    const belowTop = target.less(1 - half).toFloat()
    const aboveBottom = target.greater(half).toFloat()
    const ends = upper.neg().softplus().mul(belowTop).add(lower.softplus().mul(aboveBottom))
    // log(1 − e^−Δ/s); expm1 keeps its digits where the scale is much wider than a bin.
    const logWidth = inverseScale
      .mul(-2 * half)
      .expm1()
      .neg()
      .log()
    return ends.sub(logWidth.mul(belowTop.mul(aboveBottom)))
  })
}
