import * as tf from '@tensorflow/tfjs'

/** Probabilities are kept so far from 0 and 1, where a logarithm has no limit. */
const LEAST_PROBABILITY = 1e-6

/**
 * Entropy of coins, in nats, one by one: `−p log p − (1 − p) log(1 − p)`, 0 … log 2.
 *
 * @param probabilities of heads, of any shape, borrowed
 * @returns the same shape, owned by the caller
 */
export function bitEntropy(probabilities: tf.Tensor): tf.Tensor {
  return tf.tidy(() => {
    const p = probabilities.clipByValue(LEAST_PROBABILITY, 1 - LEAST_PROBABILITY)
    const q = tf.scalar(1).sub(p)
    return p.mul(p.log()).add(q.mul(q.log())).neg()
  })
}
