import type * as tf from '@tensorflow/tfjs'
import type { TrainingState } from '../checkpoint/training-state'
import type { Dataset } from '../interfaces/dataset'
import type { Callback } from './callback'
import type { TrainOptions } from './train-options'

/** A data set, or a tensor whose rows are one. */
export type DataLike<B> = Dataset<B> | (B extends tf.Tensor ? B : never)

/** What `fit` takes beside everything that `train` takes. */
export interface FitOptions<B> extends Omit<TrainOptions, 'resume'> {
  /** Rows in a batch. Default: the data set's own, or 128 where that is 1. */
  readonly batchSize?: number
  /** Whether rows come in another order each epoch. Default true. */
  readonly shuffle?: boolean
  /** Rows to evaluate after each epoch; never trained on. */
  readonly validation?: DataLike<B>
  /** What watches: `earlyStopping()`, `checkpoint()`, `progress()`, `terminateOnNaN()`, or your own. */
  readonly callbacks?: readonly Callback[]
  /** Goes on, bit for bit: a checkpoint's bytes (weights are taken from it too), or a state (they are not). */
  readonly resume?: Uint8Array | TrainingState
}
