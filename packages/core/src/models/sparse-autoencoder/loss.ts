import * as tf from '@tensorflow/tfjs'
import { sumFeaturesMeanBatch } from '../../losses/sum-features-mean-batch'
import type { ResolvedSparsity } from './sparsity'

/** Added to a rate before its logarithm: a unit that is never on, or always, costs much, but not infinity. */
const RATE_EPSILON = 1e-7

/**
 * How far units are from a target rate: `Σⱼ ρ log(ρ / ρ̂ⱼ) + (1−ρ) log((1−ρ) / (1−ρ̂ⱼ))`, in nats, where `ρ̂ⱼ` is the
 * unit's mean over the batch. A batch of few rows knows its rates badly: take a hundred and more.
 *
 * @param code [B, D] in [0, 1]
 * @returns scalar ≥ 0, owned by the caller
 * @see Ng 2011, Sparse autoencoder, CS294A lecture notes, §2
 */
export function rateDivergence(code: tf.Tensor, rate: number): tf.Scalar {
  return tf.tidy(() => {
    const found = code.mean(0) // [D]
    const on = found.add(RATE_EPSILON).log().mul(-rate)
    const off = tf
      .sub(1, found)
      .add(RATE_EPSILON)
      .log()
      .mul(rate - 1)
    const entropy = rate * Math.log(rate) + (1 - rate) * Math.log(1 - rate)
    return on.add(off).add(entropy).sum().asScalar()
  })
}

/** What a code pays for not being sparse, unweighted; undefined where it cannot help being so. */
export function sparsityLoss(code: tf.Tensor, sparsity: ResolvedSparsity): tf.Scalar | undefined {
  if (sparsity.kind === 'kl') return rateDivergence(code, sparsity.rate)
  // The code is 0 or more: its sum is its L1 norm.
  return sparsity.kind === 'l1' ? sumFeaturesMeanBatch(code) : undefined
}
