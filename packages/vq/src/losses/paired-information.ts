import { AeError, show } from '@ae/core'
import * as tf from '@tensorflow/tfjs'

/** Probabilities are kept so far from 0, where a logarithm has no limit. */
const LEAST_PROBABILITY = 1e-9

/**
 * What the class of a row says of the class of its partner, in nats: the mutual information of the two over a batch,
 * `Σ P_ij log(P_ij / P_i P_j)` with `P` the mean of `p qᵀ` and `q pᵀ`. From 0 to log K, which is reached where all classes
 * are as frequent, every row is sure of its own, and partners agree.
 *
 * @param p [B, K] probabilities of classes, borrowed
 * @param q [B, K] those of the partners, borrowed
 * @returns scalar, owned by the caller
 * @throws AeError `shape` unless both are [B, K] with the same B and K
 * @see Ji, Henriques & Vedaldi 2019, Invariant Information Clustering, eq. 3, arXiv:1807.06653
 */
export function pairedInformation(p: tf.Tensor, q: tf.Tensor): tf.Scalar {
  if (p.rank !== 2 || show(p.shape) !== show(q.shape)) {
    throw new AeError(
      'shape',
      `pairedInformation: expected two [B, K]. Received: ${show(p.shape)} and ${show(q.shape)}.`,
    )
  }
  return tf.tidy(() => {
    const [rows = 1] = p.shape
    const one = tf.matMul(p, q, true).div(rows) // [K, K]
    const joint = one.add(one.transpose()).div(2).maximum(LEAST_PROBABILITY)
    const marginal = joint.sum(0)
    const independent = marginal.log().expandDims(0).add(marginal.log().expandDims(1))
    return joint.mul(joint.log().sub(independent)).sum().asScalar()
  })
}
