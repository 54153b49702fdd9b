import { type Rng, stopGradient } from '@ae/core'
import * as tf from '@tensorflow/tfjs'

/** Added under the root: at a slope of 0 the root itself has none. */
const EPSILON = 1e-12

/** What a critic is kept gentle on. */
export interface PenaltyRows {
  /** [B, …] */
  readonly real: tf.Tensor
  /** As many rows of the same shape. */
  readonly made: tf.Tensor
  /** Where mixtures come from. */
  readonly rng: Rng
}

/**
 * How far a critic's slope is from 1, between what is real and what was made: `mean (‖∇ critic(x)‖ − 1)²`, each `x`
 * somewhere on the line between two rows.
 *
 * Its own gradient is a second derivative, which tfjs gives wrongly, and silently, where the first is made of an operation's
 * result: tanh, sigmoid, exp, softmax, swish. Right are convolutions, products, sums, relu, and `instanceNorm`.
 *
 * @param critic [B, …] → a number a row, whatever the shape
 * @returns scalar ≥ 0, the caller's
 * @see Gulrajani et al. 2017, Improved Training of Wasserstein GANs, eq. 3, arXiv:1704.00028
 */
export function gradientPenalty(
  critic: (x: tf.Tensor) => tf.Tensor,
  { real, made, rng }: PenaltyRows,
): tf.Scalar {
  return tf.tidy(() => {
    const [rows = 0, ...rest] = real.shape
    const share = rng.uniform([rows, ...rest.map(() => 1)])
    const mixed = stopGradient(real.mul(share).add(made.mul(tf.sub(1, share))))
    const slope = tf.grad((x: tf.Tensor) => critic(x).sum())(mixed)
    const norm = slope.square().reshape([rows, -1]).sum(1).add(EPSILON).sqrt()
    return norm.sub(1).square().mean<tf.Scalar>()
  })
}
