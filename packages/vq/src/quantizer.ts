import type { Disposable, Saveable, Shape, StepContext } from '@ae/core'
import type * as tf from '@tensorflow/tfjs'
import type { CodeUsage } from './usage/code-usage'

/** What a quantizer is told beside the vectors: the step, and which vectors are real. */
export interface QuantizeContext extends StepContext {
  /** [B, …], 1 for a vector and 0 for padding. Default: all are real. Borrowed. */
  readonly mask?: tf.Tensor
}

/** What a quantizer makes of vectors: the same fields from every one of them. */
export interface Quantized {
  /** [B, …, D], of the shape of what was quantized: exactly `lookup(indices)`. Gradients pass to the vectors. */
  readonly codes: tf.Tensor
  /** int32 [B, …, …indexShape]; −1 where a vector is padding. */
  readonly indices: tf.Tensor
  /** The weighted sum of the terms, to be added to a loss; 0 where there are none. */
  readonly total: tf.Scalar
  /** The parts, unweighted, for logs: `{ commitment, codebook }`. Means over the numbers of real vectors. */
  readonly terms: Readonly<Record<string, tf.Scalar>>
  /** For `afterStep`. */
  readonly aux: Readonly<Record<string, tf.Tensor>>
}

/**
 * A discrete bottleneck: vectors become indices, and indices the codes that stand for the vectors.
 *
 * - *Training and evaluation.* `quantize` changes nothing, whatever its context says; with `training` it may draw noise.
 *   Whatever is learnt beside gradients — running means, where a codebook starts, dead codes, counts of use — changes in
 *   `afterStep` alone, which only a training calls.
 * - *Freezing.* `freezeQuantizer` gives a view that is trained by nothing: no variables, and an `afterStep` that does nothing.
 * - *Checkpoints.* Everything `afterStep` changes is among `weights()`: a training that goes on from a checkpoint does
 *   what it would have done.
 */
export interface Quantizer extends Saveable, Disposable {
  /** D: numbers in a vector, and in its code. */
  readonly codeDim: number
  /** K: how many values an index can take, 0 … K − 1. */
  readonly codebookSize: number
  /** Axes that the indices of one vector have: `[]` for a single index, `[L]` for several. */
  readonly indexShape: Shape
  /** What a phase gives to its optimizer. */
  readonly variables: readonly tf.Variable[]
  /**
   * `[B, …, D]` → codes, indices, losses. Borrows `z` and the mask; every tensor in the result is the caller's.
   *
   * @throws AeError `shape` if `z` or the mask has another shape, `state` after dispose
   */
  quantize(z: tf.Tensor, ctx: QuantizeContext): Quantized
  /**
   * The codes of indices: int32 `[B, …, …indexShape]` → `[B, …, D]`, zeros where an index is −1. Borrows `indices`; the
   * result is the caller's. An index of `codebookSize` or more is not noticed: some backends throw, others give anything.
   *
   * @throws AeError `shape` if the indices have another shape or are no integers, `state` after dispose
   */
  lookup(indices: tf.Tensor): tf.Tensor
  /** What changes after a step of training, from that step's `aux`. A model's phase calls it in its own `afterStep`. */
  afterStep(aux: Readonly<Record<string, tf.Tensor>>, ctx: StepContext): void
  /**
   * How the codes were used in training since `resetUsage`, one report for each index of a vector. Ask once an epoch: a
   * batch has not seen enough vectors, and says that codes are dead which are not.
   */
  usage(): Promise<readonly CodeUsage[]>
  /** Starts counting anew. */
  resetUsage(): void
}
