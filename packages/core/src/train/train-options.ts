import type { TrainingState } from '../checkpoint/training-state'
import type { OptimizerSpec } from '../interfaces/optimizer'

/** How long and how to train; everything has a default. */
export interface TrainOptions {
  /** Passes over the data. Default: as long as the model's stages say, else 10. */
  readonly epochs?: number
  /** Optimizer steps of all phases together, instead of `epochs`. */
  readonly steps?: number
  /** How variables are moved, where a phase does not say it itself. Default `adam()`. */
  readonly optimizer?: OptimizerSpec
  /** Batches whose gradients are averaged into one step. Default 1. */
  readonly accumulate?: number
  /** Decay of a moving average of the weights that replaces them when training ends, in (0, 1). Default: none. */
  readonly averageWeights?: number
  /** Where all randomness of the training comes from. Default 0. */
  readonly seed?: number
  /** Stops the training after the step in progress; the model keeps what it has learnt. */
  readonly signal?: AbortSignal
  /** Steps between two reads of losses from the device. Default 10. */
  readonly readEvery?: number
  /** Goes on from here, bit for bit; the model must have the weights saved beside it. */
  readonly resume?: TrainingState
}
