/** A float32 tensor at rest. */
export interface StoredTensor {
  /** Sizes of all axes. */
  readonly shape: readonly number[]
  /** Row-major values. */
  readonly data: Float32Array
}

/**
 * Everything beside a model's weights that a training needs to go on, bit for bit: optimizer slots,
 * counters, what callbacks remember. Saved in a checkpoint beside the weights.
 */
export interface TrainingState {
  /** Numbers and text: plain JSON. */
  readonly json: unknown
  /** Arrays by name. */
  readonly tensors: Readonly<Record<string, StoredTensor>>
}
