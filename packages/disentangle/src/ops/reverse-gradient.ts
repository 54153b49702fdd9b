import * as tf from '@tensorflow/tfjs'

/**
 * `x`, whose gradient comes back turned round and multiplied: what follows learns, what comes before unlearns.
 *
 * @returns as `x`, the caller's
 * @see Ganin et al. 2016, Domain-Adversarial Training of Neural Networks, §4.2, arXiv:1505.07818
 */
export function reverseGradient<T extends tf.Tensor>(x: T, weight: number): T {
  const op = tf.customGrad((input) => ({
    value: (input as T).clone(),
    gradFunc: (dy: tf.Tensor) => dy.mul(-weight),
  }))
  // customGrad forgets the rank.
  return op(x) as T
}
