import { Autoencoder, conv2dDecoder, conv2dEncoder, createRng, mlp } from '@ae/core'
import type { Workload } from '../workload'
import { trainingRun } from './training'

const BATCH = 128
const must = 0.6
const goal = 1

/** 784-128-64-32 and its mirror. */
export const smallMlp: Workload = {
  name: 'mlp',
  amount: BATCH,
  unit: 'samples',
  must,
  goal,
  start: async () => dense([128, 64], 32),
}

/** 784-1000-500-250-30 and its mirror: Hinton's. */
export const deepMlp: Workload = {
  name: 'deep',
  amount: BATCH,
  unit: 'samples',
  must,
  goal,
  start: async () => dense([1000, 500, 250], 30),
}

/** Two strided convolutions and their transposes on 28 × 28 pixels. */
export const convolutional: Workload = {
  name: 'conv',
  amount: BATCH,
  unit: 'samples',
  must,
  goal,
  async start() {
    const model = new Autoencoder({
      inputShape: [28, 28, 1],
      latentDim: 16,
      encoder: conv2dEncoder({ filters: [32, 64] }),
      decoder: conv2dDecoder({ filters: [64, 32] }),
      reconstruction: 'mse',
    })
    return trainingRun(model, createRng(1).uniform([BATCH, 28, 28, 1]))
  },
}

function dense(hiddenUnits: readonly number[], latentDim: number): ReturnType<typeof trainingRun> {
  const model = new Autoencoder({
    inputShape: [784],
    latentDim,
    encoder: mlp({ hiddenUnits }),
    decoder: mlp({ hiddenUnits: [...hiddenUnits].reverse() }),
    reconstruction: 'mse',
  })
  return trainingRun(model, createRng(1).uniform([BATCH, 784]))
}
