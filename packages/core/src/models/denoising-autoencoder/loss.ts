import * as tf from '@tensorflow/tfjs'
import { elementLoss } from '../../kernels/row-loss'
import { meanOverAll } from '../../losses/mean-over-all'
import { requireSameShape } from '../../losses/require-same-shape'
import { sumFeaturesMeanBatch } from '../../losses/sum-features-mean-batch'
import { type ReconstructionConfig, toDataSpace } from '../reconstruction'

/** How much the two kinds of numbers in a row count. */
export interface Emphasis {
  /** α: of numbers that the corruption chose. Default 1. */
  readonly corrupted?: number
  /** β: of numbers that it left alone. Default 1. */
  readonly clean?: number
}

/** What a model made of a corrupted batch. */
export interface Restored {
  /** [B, …], clean */
  readonly x: tf.Tensor
  /** [B, …], the decoder's output before any output function */
  readonly raw: tf.Tensor
  /** [B, …]: 1 where the corruption chose a number, else 0 */
  readonly chosen: tf.Tensor
}

/** The two parts of a reconstruction loss; together they are the whole. */
export interface SplitLoss {
  /** Over the numbers that were chosen. */
  readonly corrupted: tf.Scalar
  /** Over the numbers that were left alone. */
  readonly clean: tf.Scalar
}

/**
 * A reconstruction loss in two parts, neither weighted, so that each can have its emphasis.
 *
 * @throws AeError `shape` if the tensors differ
 * @see Vincent et al. 2010, Stacked Denoising Autoencoders, §4.4, eq. 17–18
 */
export function splitLoss(config: Required<ReconstructionConfig>, restored: Restored): SplitLoss {
  const { x, raw, chosen } = restored
  requireSameShape('DenoisingAutoencoder', x, raw)
  requireSameShape('DenoisingAutoencoder', x, chosen)
  const perElement = elementwise(config, x, raw)
  const summed = config.reconstruction === 'sse' || config.reconstruction === 'bernoulli'
  const reduce = summed ? sumFeaturesMeanBatch : meanOverAll
  return { corrupted: reduce(perElement.mul(chosen)), clean: reduce(perElement.mul(tf.sub(1, chosen))) }
}

function elementwise(
  { reconstruction, output }: Required<ReconstructionConfig>,
  x: tf.Tensor,
  raw: tf.Tensor,
): tf.Tensor {
  if (reconstruction === 'bernoulli') return elementLoss('bernoulli', x, raw)
  const error = toDataSpace(raw, output).sub(x)
  // |e| as two halves, as in l1: tfjs takes −1 for the slope of abs at 0.
  return reconstruction === 'l1' ? error.relu().add(error.neg().relu()) : error.square()
}
