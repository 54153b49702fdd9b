import {
  createRng,
  layersNetwork,
  mse,
  nearestCode,
  type Phase,
  straightThrough,
  type Trainable,
} from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import type { Workload } from '../workload'
import { trainingRun } from './training'

const BATCH = 64
const CODES = 512
const DEPTH = 64
/** What the codebook's running sums keep at each step. */
const DECAY = 0.99
/** Codes that nothing is near to are divided by this. */
const LEAST_COUNT = 1e-5
const COMMITMENT = 0.25

/** 32 × 32 × 3 images through 8 × 8 codes out of 512, the codebook moved by running means. */
export const vqvae: Workload = {
  name: 'vqvae',
  amount: BATCH,
  unit: 'samples',
  must: 0.4,
  goal: 0.7,
  start: async () => trainingRun(vqvaeModel(), createRng(1).uniform([BATCH, 32, 32, 3])),
}

function vqvaeModel(): Trainable<tf.Tensor> & { dispose(): void } {
  const encoder = layersNetwork(
    tf.sequential({
      layers: [
        tf.layers.conv2d({ ...settings(4, 2, 'relu'), filters: 64, inputShape: [32, 32, 3] }),
        tf.layers.conv2d({ ...settings(4, 2, 'relu'), filters: 128 }),
        tf.layers.conv2d({ ...settings(3, 1, 'relu'), filters: 128 }),
        tf.layers.conv2d({ ...settings(1, 1), filters: DEPTH }),
      ],
    }),
  )
  const decoder = layersNetwork(
    tf.sequential({
      layers: [
        tf.layers.conv2d({ ...settings(3, 1, 'relu'), filters: 128, inputShape: [8, 8, DEPTH] }),
        tf.layers.conv2dTranspose({ ...settings(4, 2, 'relu'), filters: 64 }),
        tf.layers.conv2dTranspose({ ...settings(4, 2), filters: 3 }),
      ],
    }),
  )
  const start = createRng(2).normal([CODES, DEPTH])
  const [code, total] = [tf.variable(start, false), tf.variable(start, false)]
  const count = tf.variable(tf.ones([CODES]), false)
  start.dispose()
  const phase: Phase<tf.Tensor> = {
    name: 'vqvae',
    variables: [...encoder.variables, ...decoder.variables],
    objective(x, ctx) {
      const z = encoder.apply(x, ctx) // [B, 8, 8, D]
      const flat = z.reshape([-1, DEPTH])
      const indices = nearestCode(flat, code)
      const quantized = code.gather(indices).reshape(z.shape)
      const reconstruction = mse(
        x,
        decoder.apply(
          straightThrough(z, () => quantized),
          ctx,
        ),
      )
      const commitment = mse(quantized, z)
      return {
        total: reconstruction.add(commitment.mul(COMMITMENT)),
        terms: { reconstruction, commitment },
        aux: { flat, indices },
      }
    },
    afterStep({ flat, indices }) {
      const of = indices as tf.Tensor1D
      const follow = (mean: tf.Variable, sum: tf.Tensor): void =>
        mean.assign(mean.mul(DECAY).add(sum.mul(1 - DECAY)))
      follow(count, tf.unsortedSegmentSum(tf.onesLike(of).toFloat(), of, CODES))
      follow(total, tf.unsortedSegmentSum(flat ?? total, of, CODES))
      code.assign(total.div(count.maximum(LEAST_COUNT).expandDims(1)))
    },
  }
  return {
    phases: [phase],
    dispose() {
      encoder.dispose()
      decoder.dispose()
      tf.dispose([code, total, count])
    },
  }
}

function settings(
  kernelSize: number,
  strides: number,
  activation: Settings['activation'] = 'linear',
): Settings {
  const kernelInitializer = tf.initializers.glorotUniform({ seed: 1 })
  return { kernelSize, strides, padding: 'same', activation, kernelInitializer }
}

interface Settings {
  readonly kernelSize: number
  readonly strides: number
  readonly padding: 'same'
  readonly activation: 'relu' | 'linear'
  readonly kernelInitializer: ReturnType<typeof tf.initializers.glorotUniform>
}
