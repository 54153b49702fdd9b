import { asNetwork, conv2dEncoder, createRng, inferenceContext, mlp, type NetworkBuilder } from '@ae/core'
import { compileScorer } from '@ae/wasm'
import * as tf from '@tensorflow/tfjs'
import type { Run, Workload } from '../workload'

/** A whole scorer on one row, compiled: latency. */
export const scoreRow: Workload = {
  name: 'score-row',
  amount: 1,
  unit: 'rows',
  must: 2,
  goal: 5,
  async start() {
    const scorer = mlp({ hiddenUnits: [16, 8, 16] })
    // Other backends have no such thing: there a user calls the network.
    if (tf.getBackend() !== 'ae-wasm') return forward(scorer, [1, 30], [30])
    const request = { subject: 'bench', inputShape: [30], outputShape: [30], rng: createRng(1) }
    const network = asNetwork(scorer, request)
    const score = await compileScorer(network)
    const row = createRng(2).uniformArray(30)
    return {
      step: async () => score(row).reduce((sum, value) => sum + value, 0),
      dispose: () => network.dispose(),
    }
  },
}

/** The same on many rows: throughput. */
export const scoreBatch: Workload = {
  name: 'score-batch',
  amount: 10_000,
  unit: 'rows',
  must: 0.5,
  goal: 1,
  start: async () => forward(mlp({ hiddenUnits: [16, 8, 16] }), [10_000, 30], [30]),
}

/** The convolutional encoder alone. */
export const encodeConv: Workload = {
  name: 'encode-conv',
  amount: 256,
  unit: 'samples',
  must: 0.5,
  goal: 1,
  start: async () => forward(conv2dEncoder({ filters: [32, 64] }), [256, 28, 28, 1], [16]),
}

/** A square product. */
export const matmul1024: Workload = {
  name: 'matmul-1024',
  amount: 2 * 1024 ** 3,
  unit: 'flop',
  async start() {
    const [a, b] = [createRng(1).normal([1024, 1024]), createRng(2).normal([1024, 1024])]
    return {
      step: () => sum(() => tf.matMul(a, b)),
      dispose: () => tf.dispose([a, b]),
    }
  },
}

function forward(builder: NetworkBuilder, input: readonly number[], outputShape: readonly number[]): Run {
  const [, ...inputShape] = input
  const network = asNetwork(builder, { subject: 'bench', inputShape, outputShape, rng: createRng(1) })
  const x = createRng(2).uniform(input)
  return {
    step: () => sum(() => network.apply(x, inferenceContext())),
    dispose() {
      network.dispose()
      x.dispose()
    },
  }
}

async function sum(f: () => tf.Tensor): Promise<number> {
  const total = tf.tidy(() => f().sum())
  const [value = Number.NaN] = await total.data()
  total.dispose()
  return value
}
