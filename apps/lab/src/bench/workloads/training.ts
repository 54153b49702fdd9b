import { adam, type Disposable, fromTensor, type Trainable, train } from '@ae/core'
import type * as tf from '@tensorflow/tfjs'
import type { Run } from '../workload'

/** More steps than any benchmark takes. */
const ENDLESS = 1_000_000

/** Steps of the library's own training loop, the loss read back at each. Owns the model and the batch. */
export function trainingRun(model: Trainable<tf.Tensor> & Disposable, batch: tf.Tensor): Run {
  const events = train(model, fromTensor(batch).batch(batch.shape[0] ?? 1), {
    steps: ENDLESS,
    optimizer: adam(),
    readEvery: 1,
  })
  return {
    async step() {
      for (;;) {
        const { value, done } = await events.next()
        if (done === true) return Number.NaN
        if (value.type === 'step') return value.total
      }
    },
    dispose() {
      // Ends between two steps, so there is nothing to wait for.
      events.return().catch(() => {})
      model.dispose()
      batch.dispose()
    },
  }
}
