import { adam, type Dataset, type Disposable, fromTensor, fromTensors, type Trainable, train } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import type { Run } from '../workload'

/** More steps than any benchmark takes. */
const ENDLESS = 1_000_000

/** One tensor, or several by name, with a first axis of the same length. */
type Batch = tf.Tensor | Readonly<Record<string, tf.Tensor>>

/** Steps of the library's own training loop, the loss read back at each. Owns the model and the batch. */
export function trainingRun<B extends Batch>(model: Trainable<B> & Disposable, batch: B): Run {
  const events = train(model, rowsOf(batch), { steps: ENDLESS, optimizer: adam(), readEvery: 1 })
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
      tf.dispose(batch)
    },
  }
}

/** The whole batch at every step. */
function rowsOf<B extends Batch>(batch: B): Dataset<B> {
  if (batch instanceof tf.Tensor) return fromTensor(batch).batch(batch.shape[0] ?? 1)
  const columns = batch as Readonly<Record<string, tf.Tensor>>
  const [rows = 1] = Object.values(columns)[0]?.shape ?? []
  // A record of tensors gives batches of the same record.
  return fromTensors(columns).batch(rows) as Dataset<Batch> as Dataset<B>
}
