import * as tf from '@tensorflow/tfjs'
import { disposeBatch, rowsIn } from '../data/row-dataset'
import type { Dataset } from '../interfaces/dataset'
import type { Trainable } from '../interfaces/phase'
import { createRng } from '../rng/rng'
import { EpochMeans } from './epoch-means'
import { StepLog } from './step-log'
import type { Losses } from './train-event'

/** Batches whose losses wait on the device before they are read together. */
const READ_EVERY = 32

/**
 * A model's objectives on data it is not trained on: means over the rows, named as in training.
 *
 * Noise that belongs to training is off; what an objective samples (a VAE's code) is drawn from `seed`.
 *
 * @example
 * const { reconstruction, kl } = await evaluate(vae, test.batch(256))
 */
export async function evaluate<B>(model: Trainable<B>, data: Dataset<B>, seed = 0): Promise<Losses> {
  const rng = createRng(seed).fork('evaluate')
  const means = new EpochMeans(model.phases.length > 1)
  const log = new StepLog()
  let batchNumber = 0
  try {
    for await (const batch of data.iterate()) {
      try {
        for (const phase of model.phases) {
          const ctx = {
            training: false,
            rng: rng.fork(`${phase.name} ${batchNumber}`),
            step: 0,
            totalSteps: 0,
          }
          const { total, terms } = keepObjective(() => phase.objective(batch, ctx))
          const event = { type: 'step', step: 0, totalSteps: 0, epoch: 0, learningRate: 0 } as const
          log.add({ event: { ...event, phase: phase.name, rows: rowsIn(batch) }, total, terms })
        }
      } finally {
        disposeBatch(batch)
      }
      batchNumber++
      if (log.size >= READ_EVERY) for (const event of await log.read()) means.add(event)
    }
    for (const event of await log.read()) means.add(event)
    return means.means()
  } finally {
    log.dispose()
  }
}

interface Kept {
  readonly total: tf.Scalar
  readonly terms: Readonly<Record<string, tf.Scalar>>
}

function keepObjective(objective: () => Kept): Kept {
  return tf.tidy(() => {
    const { total, terms } = objective()
    tf.keep(total)
    for (const term of Object.values(terms)) tf.keep(term)
    return { total, terms }
  })
}
