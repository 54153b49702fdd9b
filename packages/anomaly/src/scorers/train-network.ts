import { adam, fit, stepDecay, type Trainable } from '@ae/core'
import type * as tf from '@tensorflow/tfjs'
import type { EncodedRows } from '../table/rows'
import type { ResolvedNetworkOptions } from './code-networks'
import { toTensor } from './principal-parts'

/** How a network of a detector is trained. */
export interface NetworkTraining
  extends Pick<ResolvedNetworkOptions, 'steps' | 'batchSize' | 'learningRate'> {
  /** Where batches and noise come from. */
  readonly seed: number
}

/** Trains on normal rows: Adam, × .3 for the last 30 % of the steps. */
export async function trainNetwork(
  model: Trainable<tf.Tensor>,
  train: EncodedRows,
  { steps, batchSize, learningRate, seed }: NetworkTraining,
): Promise<void> {
  const rows = toTensor(train)
  try {
    await fit(model, rows as tf.Tensor, {
      steps,
      batchSize: Math.min(batchSize, train.count),
      optimizer: adam({ learningRate: stepDecay({ from: learningRate, factor: 0.3, at: [0.7] }) }),
      seed,
    })
  } finally {
    rows.dispose()
  }
}
