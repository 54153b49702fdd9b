import * as tf from '@tensorflow/tfjs'

/**
 * `forward(x)` whose gradient is that of the identity: for rounding, thresholds, look-ups, limits.
 *
 * tfjs gives these operations a gradient of 0, silently: without this, whatever comes before them stops learning.
 *
 * @param forward keeps the shape of `x`
 * @see Bengio, Léonard & Courville 2013, Estimating or Propagating Gradients Through Stochastic Neurons, §4, arXiv:1308.3432
 */
export function straightThrough<T extends tf.Tensor>(x: T, forward: (x: T) => T): T {
  const op = tf.customGrad((input) => ({
    value: forward(input as T).clone(),
    gradFunc: (dy: tf.Tensor) => dy,
  }))
  // customGrad forgets the rank; forward keeps it.
  return op(x) as T
}

/**
 * `x` as a constant: no gradient flows back through it. tfjs has no such operation.
 */
export function stopGradient<T extends tf.Tensor>(x: T): T {
  const op = tf.customGrad((input) => ({
    value: (input as T).clone(),
    gradFunc: (dy: tf.Tensor) => tf.zerosLike(dy),
  }))
  return op(x) as T
}
