import * as tf from '@tensorflow/tfjs'
import type { Posterior } from '../gaussian-code'

/** log 2π. */
const LOG_TWO_PI = 1.8378770664093453

/**
 * Log-density of codes under equal shares of Gaussians, `log (1/K) Σ_k N(z; mean_k, e^logVar_k)`, in nats: [B].
 *
 * The square is multiplied out, so that matrix products do the work; [B, K, D] is never made.
 *
 * @param z          [B, D]
 * @param components mean and log-variance, [K, D] each
 */
export function mixtureLogDensity(z: tf.Tensor, { mean, logVar }: Posterior): tf.Tensor {
  return tf.tidy(() => {
    const [count = 1, width = 0] = mean.shape
    const precision = logVar.neg().exp() // [K, D]
    const own = mean.square().mul(precision).add(logVar).sum(1) // [K]
    const squares = tf.matMul(z.square(), precision, false, true)
    const products = tf.matMul(z, mean.mul(precision), false, true)
    const distances = squares.sub(products.mul(2)).add(own) // [B, K]
    const logs = distances.add(width * LOG_TWO_PI).mul(-0.5)
    return logs.logSumExp(1).sub(Math.log(count))
  })
}
