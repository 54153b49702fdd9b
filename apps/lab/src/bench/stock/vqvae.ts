import * as tf from '@tensorflow/tfjs'
import type { Run } from '../workload'
import { call, squaredError, trained } from './step'

const CODES = 512
const DEPTH = 64

/** A VQ-VAE with a codebook moved by running means, its look-up by distances and one-hot products. */
export function vqvae(): Run {
  const x = tf.randomUniform([64, 32, 32, 3])
  const [four, three] = [
    { kernelSize: 4, strides: 2, padding: 'same' },
    { kernelSize: 3, padding: 'same' },
  ] as const
  const encoder = tf.sequential({
    layers: [
      tf.layers.conv2d({ ...four, filters: 64, activation: 'relu', inputShape: [32, 32, 3] }),
      tf.layers.conv2d({ ...four, filters: 128, activation: 'relu' }),
      tf.layers.conv2d({ ...three, filters: 128, activation: 'relu' }),
      tf.layers.conv2d({ kernelSize: 1, filters: DEPTH }),
    ],
  })
  const decoder = tf.sequential({
    layers: [
      tf.layers.conv2d({ ...three, filters: 128, activation: 'relu', inputShape: [8, 8, DEPTH] }),
      tf.layers.conv2dTranspose({ ...four, filters: 64, activation: 'relu' }),
      tf.layers.conv2dTranspose({ ...four, filters: 3 }),
    ],
  })
  const code = tf.variable(tf.randomNormal([CODES, DEPTH]), false)
  const total = tf.variable(code.clone(), false)
  const count = tf.variable(tf.ones([CODES]), false)
  const quantize = (z: tf.Tensor): tf.Tensor => {
    const flat = z.reshape([-1, DEPTH])
    const distances = code
      .square()
      .sum(1)
      .sub(tf.matMul(flat, code, false, true).mul(2))
    const hot = tf.oneHot(distances.argMin(1), CODES).toFloat()
    const quantized = tf.matMul(hot, code).reshape(z.shape)
    count.assign(count.mul(0.99).add(hot.sum(0).mul(0.01)))
    total.assign(total.mul(0.99).add(tf.matMul(hot, flat, true).mul(0.01)))
    code.assign(total.div(count.maximum(1e-5).expandDims(1)))
    return quantized
  }
  const copied = tf.customGrad((z) => ({
    value: quantize(z as tf.Tensor),
    gradFunc: (dy: tf.Tensor) => dy,
  }))
  return trained(() => {
    const z = call(encoder, x)
    const quantized = copied(z)
    // The code as a constant: of its gradient, which is the identity, only the part of z is wanted.
    const constant = tf.customGrad(() => ({ value: quantized.clone(), gradFunc: () => [] }))()
    return squaredError(call(decoder, quantized), x).add(squaredError(z, constant).mul(0.25))
  })
}
