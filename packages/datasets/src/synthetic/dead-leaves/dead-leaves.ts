import {
  AeError,
  createRng,
  type Dataset,
  fromArray,
  requireKnownOptions,
  requireNumber,
  requirePositiveInteger,
} from '@ae/core'
import type * as tf from '@tensorflow/tfjs'
import { drawsFrom } from '../draws'
import { paintLeaves } from './paint-leaves'

/** What to paint. */
export interface DeadLeavesOptions {
  /** Any whole number; the same seed gives the same images, byte for byte. */
  readonly seed: number
  /** Number of images. Default 500. */
  readonly count?: number
  /** Pixels a side. Default 64. */
  readonly side?: number
  /** Radius of the smallest disk, in pixels. Default 3. */
  readonly minRadius?: number
  /** Radius of the largest disk, in pixels. Default half a side. */
  readonly maxRadius?: number
}

/** Images of {@link deadLeaves}. */
export interface DeadLeaves {
  /** float32 [B, side, side, 3] in 0 … 1. */
  readonly images: Dataset<tf.Tensor>
  /** The same images in bytes, one after the other. */
  readonly pixels: Uint8Array
}

/**
 * Coloured disks that hide one another, the simplest images with the statistics of photographs: edges, flat regions,
 * and the same look at every scale, since radii follow r⁻³.
 *
 * Good for compression and for learning filters where no photographs are at hand.
 *
 * @throws AeError `config` on a misspelt option or radii that are out of order
 * @see Lee, Mumford & Huang 2001, Occlusion Models for Natural Images
 * @example
 * const { images } = deadLeaves({ seed: 1, count: 100, side: 32 })
 */
export function deadLeaves(options: DeadLeavesOptions): DeadLeaves {
  const subject = 'deadLeaves'
  const known = ['seed', 'count', 'side', 'minRadius', 'maxRadius']
  const {
    seed,
    count = 500,
    side = 64,
    minRadius = 3,
    maxRadius = side / 2,
  } = requireKnownOptions(subject, options, known)
  requirePositiveInteger(subject, 'count', count)
  requirePositiveInteger(subject, 'side', side)
  requireNumber(subject, 'minRadius', minRadius, { min: 0.5 })
  if (!(maxRadius >= minRadius)) {
    throw new AeError(
      'config',
      `${subject}: \`maxRadius\` must be at least \`minRadius\`, ${minRadius}. Received: ${maxRadius}.`,
    )
  }
  const draws = drawsFrom(createRng(seed).fork('dead-leaves'))
  const size = side * side * 3
  const pixels = new Uint8Array(count * size)
  for (let row = 0; row < count; row++) {
    paintLeaves(pixels.subarray(row * size, (row + 1) * size), { side, minRadius, maxRadius, draws })
  }
  return { images: fromArray({ data: pixels, shape: [side, side, 3], divideBy: 255 }), pixels }
}
