import { AeError, show, stopGradient } from '@ae/core'
import * as tf from '@tensorflow/tfjs'

/**
 * A scalar whose gradient is that of the expected reward, estimated from samples: `mean of stop(advantage) · log p`. To
 * maximise the reward, minimise its negative. Its value means nothing.
 *
 * @param logProbabilities of the samples, any shape; gradients flow to them. Borrowed
 * @param advantages       rewards less a baseline, of the same shape; no gradient flows. Borrowed
 * @returns scalar, the caller's
 * @throws AeError `shape`
 * @see Williams 1992, Simple Statistical Gradient-Following Algorithms (REINFORCE)
 */
export function scoreFunction(logProbabilities: tf.Tensor, advantages: tf.Tensor): tf.Scalar {
  requireAlike('scoreFunction', logProbabilities, advantages)
  return tf.tidy(() => logProbabilities.mul(stopGradient(advantages)).mean().asScalar())
}

/**
 * Rewards of K samples, less for each the mean of the others: a baseline that costs nothing and leaves the gradient
 * unbiased.
 *
 * @param rewards [K, …], K ≥ 2, borrowed
 * @returns of the same shape, the caller's
 * @throws AeError `shape`
 * @see Kool, van Hoof & Welling 2019, Buy 4 REINFORCE Samples, Get a Baseline for Free!, eq. 8
 */
export function leaveOneOut(rewards: tf.Tensor): tf.Tensor {
  const [samples = 0] = rewards.shape
  if (rewards.rank === 0 || samples < 2) {
    throw new AeError(
      'shape',
      `leaveOneOut: expected rewards of two samples or more, [K, …]. Received: ${show(rewards.shape)}.`,
    )
  }
  // r − (Σ − r) / (K − 1) = (r − mean) · K / (K − 1)
  return tf.tidy(() => rewards.sub(rewards.mean(0, true)).mul(samples / (samples - 1)))
}

/**
 * Rewards less those that the likeliest choice would have had.
 *
 * @param rewards of samples, borrowed
 * @param greedy  of the choices that the model would make, of the same shape, borrowed
 * @returns of the same shape, the caller's
 * @throws AeError `shape`
 * @see Rennie et al. 2017, Self-Critical Sequence Training for Image Captioning, eq. 7, arXiv:1612.00563
 */
export function selfCritical(rewards: tf.Tensor, greedy: tf.Tensor): tf.Tensor {
  requireAlike('selfCritical', rewards, greedy)
  return rewards.sub(greedy)
}

function requireAlike(subject: string, a: tf.Tensor, b: tf.Tensor): void {
  if (show(a.shape) === show(b.shape)) return
  throw new AeError(
    'shape',
    `${subject}: expected two tensors of one shape. Received: ${show(a.shape)} and ${show(b.shape)}.`,
  )
}
