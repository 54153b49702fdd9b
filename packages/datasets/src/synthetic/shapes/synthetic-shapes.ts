import { createRng, type Dataset, requireKnownOptions, requirePositiveInteger } from '@ae/core'
import type * as tf from '@tensorflow/tfjs'
import { balancedLabels } from '../balanced-labels'
import { SHAPE_FACTOR_SIZES, type ShapeFactor, type ShapeFactors } from './shape-factors'
import { type LabelledShapes, shapeImages } from './shape-images'

/** What to draw. */
export interface SyntheticShapesOptions {
  /** Any whole number; the same seed gives the same factors. */
  readonly seed: number
  /** Number of images. Default 5000. */
  readonly count?: number
  /** Pixels a side. Default 64. */
  readonly side?: number
}

/** Shapes whose factors of variation are known. */
export interface SyntheticShapes {
  /** The images alone: float32 [B, side, side, 1] in 0 … 1. */
  readonly images: Dataset<tf.Tensor>
  /** The images with their factors. */
  readonly labelled: Dataset<LabelledShapes>
  /** What each image was drawn from, a column a factor. */
  readonly factors: ShapeFactors
}

/**
 * White shapes on black that vary in shape, scale, rotation and place, independently: a stand-in for dSprites.
 *
 * Every value of every factor is equally frequent. As in dSprites a square looks the same after a quarter turn,
 * and an ellipse after half a turn.
 *
 * @throws AeError `config` on a misspelt option or a number that is none
 * @see Matthey et al. 2017, dSprites: Disentanglement testing Sprites dataset
 * @example
 * const { images, factors } = syntheticShapes({ seed: 1, count: 1000 })
 */
export function syntheticShapes(options: SyntheticShapesOptions): SyntheticShapes {
  const subject = 'syntheticShapes'
  const { seed, count = 5000, side = 64 } = requireKnownOptions(subject, options, ['seed', 'count', 'side'])
  requirePositiveInteger(subject, 'count', count)
  requirePositiveInteger(subject, 'side', side)
  const rng = createRng(seed).fork('synthetic-shapes')
  const column = (name: ShapeFactor): Int32Array =>
    Int32Array.from(balancedLabels(rng.fork(name), count, SHAPE_FACTOR_SIZES[name]))
  const factors = {
    shape: column('shape'),
    scale: column('scale'),
    rotation: column('rotation'),
    x: column('x'),
    y: column('y'),
  }
  const labelled = shapeImages(factors, { side })
  const images = labelled.map((batch) => {
    batch.factors.dispose()
    return batch.image
  })
  return { images, labelled, factors }
}
