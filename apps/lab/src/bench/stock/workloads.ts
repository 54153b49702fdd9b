import * as tf from '@tensorflow/tfjs'
import type { Run } from '../workload'
import { sequence } from './sequence'
import { speech } from './speech'
import { applied, call, squaredError, trained } from './step'
import { vqvae } from './vqvae'

/** The networks of ../workloads as one writes them with tfjs alone, by name. */
export const stockWorkloads: Readonly<Record<string, () => Run>> = {
  mlp: () => dense([784, 128, 64, 32, 64, 128, 784]),
  deep: () => dense([784, 1000, 500, 250, 30, 250, 500, 1000, 784]),
  conv() {
    const x = tf.randomUniform([128, 28, 28, 1])
    const model = tf.sequential({
      layers: [
        ...convEncoder(),
        tf.layers.dense({ units: 64 * 49, activation: 'relu' }),
        tf.layers.reshape({ targetShape: [7, 7, 64] }),
        tf.layers.conv2dTranspose({ ...half, filters: 32, activation: 'relu' }),
        tf.layers.conv2dTranspose({ ...half, filters: 1, activation: 'sigmoid' }),
      ],
    })
    return trained(() => squaredError(call(model, x), x))
  },
  vqvae,
  speech,
  sequence,
  'score-row': () => scored(1),
  'score-batch': () => scored(10_000),
  'encode-conv'() {
    const x = tf.randomUniform([256, 28, 28, 1])
    const model = tf.sequential({ layers: convEncoder() })
    return applied(() => call(model, x))
  },
  'nearest-code'() {
    const [x, codes] = [tf.randomNormal([65_536, 64]), tf.randomNormal([1024, 64])]
    // 4,096 vectors at a time, as in PyTorch's form.
    return applied(() => {
      const halves = codes.square().sum(1).div(2)
      const parts = tf.split(x, 16) as tf.Tensor2D[]
      return tf.concat(parts.map((part) => halves.sub(tf.matMul(part, codes, false, true)).argMin(1)))
    })
  },
  'matmul-1024'() {
    const [a, b] = [tf.randomNormal([1024, 1024]), tf.randomNormal([1024, 1024])]
    return applied(() => tf.matMul(a, b))
  },
}

const half = { kernelSize: 3, strides: 2, padding: 'same' } as const

function convEncoder(): tf.layers.Layer[] {
  return [
    tf.layers.conv2d({ ...half, filters: 32, activation: 'relu', inputShape: [28, 28, 1] }),
    tf.layers.conv2d({ ...half, filters: 64, activation: 'relu' }),
    tf.layers.flatten(),
    tf.layers.dense({ units: 16 }),
  ]
}

function mlp(sizes: readonly number[]): tf.Sequential {
  const [inputs = 1, ...units] = sizes
  return tf.sequential({
    layers: units.map((count, i) =>
      tf.layers.dense({
        units: count,
        activation: i === units.length - 1 ? 'sigmoid' : 'relu',
        ...(i === 0 ? { inputShape: [inputs] } : {}),
      }),
    ),
  })
}

function dense(sizes: readonly number[]): Run {
  const x = tf.randomUniform([128, 784])
  const model = mlp(sizes)
  return trained(() => squaredError(call(model, x), x))
}

function scored(rows: number): Run {
  const x = tf.randomUniform([rows, 30])
  const model = mlp([30, 16, 8, 16, 30])
  return applied(() => call(model, x))
}
