import type * as tf from '@tensorflow/tfjs'
import { rotateToCodes } from './rotate-to-codes'
import { straightThroughCodes } from './straight-through-codes'

/**
 * How gradients pass from codes to vectors.
 *
 * - `straightThrough` — unchanged: `straightThroughCodes`
 * - `rotation` — turned with the vector: `rotateToCodes`
 */
export type CodeGradient = 'straightThrough' | 'rotation'

/** All of {@link CodeGradient}, for checks. */
export const CODE_GRADIENTS: readonly CodeGradient[] = ['straightThrough', 'rotation']

/** What a choice stands for: takes vectors and their codes, and gives the codes. */
export const codeGradients: Readonly<Record<CodeGradient, (z: tf.Tensor, codes: tf.Tensor) => tf.Tensor>> = {
  straightThrough: straightThroughCodes,
  rotation: rotateToCodes,
}
