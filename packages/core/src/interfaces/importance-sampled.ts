import type * as tf from '@tensorflow/tfjs'
import type { Rng } from './rng'

/** How many codes a row, and where they come from. */
export interface ImportanceRequest {
  /** Codes drawn for each row. */
  readonly samples: number
  /** Where their noise comes from. */
  readonly rng: Rng
}

/** A generative model whose likelihood can be estimated by drawing codes from its own posterior. `B`: a batch of its data. */
export interface ImportanceSampled<B = tf.Tensor> {
  /**
   * `log p(x, z) − log q(z | x)` in nats, for codes `z` drawn from the posterior of each row: [B, samples], the caller's.
   * Borrows the batch. Its mean is the evidence lower bound; the log of the mean of its exponentials tends to log p(x).
   */
  logWeights(batch: B, request: ImportanceRequest): tf.Tensor
}
