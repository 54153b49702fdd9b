import { adam, fit, type Shape, stepDecay, type Trainable } from '@ae/core'
import type * as tf from '@tensorflow/tfjs'
import type { EncodedRows } from '../table/rows'
import type { ResolvedNetworkOptions } from './code-networks'
import { asRows } from './principal-parts'

/** How a network of a detector is trained. */
export interface NetworkTraining
  extends Pick<ResolvedNetworkOptions, 'steps' | 'batchSize' | 'learningRate'> {
  /** What the model takes a row for. Default: a row. */
  readonly inputShape?: Shape
  /** Where batches and noise come from. */
  readonly seed: number
}

/** Trains on normal rows: Adam, × .3 for the last 30 % of the steps. */
export async function trainNetwork(
  model: Trainable<tf.Tensor>,
  train: EncodedRows,
  { steps, batchSize, learningRate, seed, inputShape }: NetworkTraining,
): Promise<void> {
  const rows = asRows(train, inputShape ?? [train.width])
  try {
    await fit(model, rows, {
      steps,
      batchSize: Math.min(batchSize, train.count),
      optimizer: adam({ learningRate: stepDecay({ from: learningRate, factor: 0.3, at: [0.7] }) }),
      seed,
    })
  } finally {
    rows.dispose()
  }
}
