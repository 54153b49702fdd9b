import type { Dataset, OptimizerSpec, Trainable } from '@ae/core'
import type { ImageStrip } from './messages'

/** What a route's worker trains and shows. */
export interface Experiment<B> {
  /** Freed by `dispose`. */
  readonly model: Trainable<B>
  /** In batches. */
  readonly data: Dataset<B>
  /** How weights are moved. */
  readonly optimizer: OptimizerSpec
  /** Passes over the data. */
  readonly epochs: number
  /** What the model can do by now. */
  show(): Promise<readonly ImageStrip[]>
  /** Frees everything. */
  dispose(): void
}
