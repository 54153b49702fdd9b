import * as tf from '@tensorflow/tfjs'
import type { ImportanceRequest } from '../interfaces/importance-sampled'
import type { Rng } from '../interfaces/rng'
import { gaussianNllOfEach } from '../losses/gaussian-nll'
import { straightThrough } from '../ops/straight-through'

/** Log-variances are kept within ±10: e¹⁰ and e⁻¹⁰ are far outside what is learned, and still finite. */
const LOG_VAR_LIMIT = 10

/** A diagonal Gaussian over codes. */
export interface Posterior {
  /** [B, D] */
  readonly mean: tf.Tensor
  /** [B, D]; natural log of the variance */
  readonly logVar: tf.Tensor
}

/** Codes drawn for each row. */
export interface DrawnCodes {
  /** [B · samples, D]; those of a row follow each other */
  readonly z: tf.Tensor
  /** [B, samples]; log q(z | x) */
  readonly logDensity: tf.Tensor
}

/** What an encoder gives, `[B, 2D]`, means then log-variances, as a Gaussian. */
export function gaussianCode(raw: tf.Tensor): Posterior {
  const [mean = raw, logVar = raw] = tf.split(raw, 2, 1)
  // The limit lets the gradient through: a log-variance that has left the range can come back.
  return { mean, logVar: straightThrough(logVar, (v) => v.clipByValue(-LOG_VAR_LIMIT, LOG_VAR_LIMIT)) }
}

/** One code a row, `mean + e^(½ logVar)·ε`: [B, D]. Gradients reach mean and variance. */
export function drawCode({ mean, logVar }: Posterior, rng: Rng): tf.Tensor {
  return tf.tidy(() => mean.add(logVar.mul(0.5).exp().mul(rng.normal(mean.shape))))
}

/** Several codes a row, with their densities. */
export function drawCodes({ mean, logVar }: Posterior, { samples, rng }: ImportanceRequest): DrawnCodes {
  const { z, logDensity } = tf.tidy(() => {
    const [rows = 0, width = 0] = mean.shape
    const many = { mean: repeatRows(mean, samples), logVar: repeatRows(logVar, samples) }
    const drawn = drawCode(many, rng)
    const density = gaussianLogDensity(drawn, many.mean, many.logVar)
    return { z: drawn.reshape([rows * samples, width]), logDensity: density.reshape([rows, samples]) }
  })
  return { z, logDensity }
}

/** Each row `times` times, one after the other: [B, …] → [B · times, …]. */
export function repeatRows(x: tf.Tensor, times: number): tf.Tensor {
  const [rows = 0, ...shape] = x.shape
  return tf.tidy(() =>
    x
      .reshape([rows, 1, -1])
      .tile([1, times, 1])
      .reshape([rows * times, ...shape]),
  )
}

/** Log-density of codes under a diagonal Gaussian, in nats: `[…, D]` → `[…]`. Broadcasts. */
export function gaussianLogDensity(z: tf.Tensor, mean: tf.Tensor, logVar: tf.Tensor): tf.Tensor {
  return tf.tidy(() => gaussianNllOfEach(z, mean, logVar).sum(-1).neg())
}

/** Log-density of codes under N(0, I), in nats: `[…, D]` → `[…]`. */
export function standardNormalLogDensity(z: tf.Tensor): tf.Tensor {
  return tf.tidy(() => gaussianLogDensity(z, tf.scalar(0), tf.scalar(0)))
}
