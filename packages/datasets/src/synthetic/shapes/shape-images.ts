import { AeError, type Dataset, fromRowSource, requirePositiveInteger, show } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { drawShape } from './draw-shape'
import { SHAPE_FACTOR_SIZES, SHAPE_FACTORS, type ShapeFactors } from './shape-factors'

/** How shapes are drawn. */
export interface ShapeImagesOptions {
  /** Pixels a side. Default 64. */
  readonly side?: number
}

/** One batch of shapes with what they were drawn from. */
export interface LabelledShapes {
  /** float32 [B, side, side, 1] in 0 … 1. Owned by the caller. */
  readonly image: tf.Tensor
  /** int32 [B, 5], in the order of {@link SHAPE_FACTORS}. Owned by the caller. */
  readonly factors: tf.Tensor
}

/**
 * Draws the shapes that `factors` describe, when a batch is asked for: any combination, as the metrics of
 * disentanglement need them.
 *
 * @throws AeError `shape` if the columns differ in length, `data` if a factor leaves its range
 * @example
 * const one = Int32Array.of(1)
 * shapeImages({ shape: one, scale: one, rotation: one, x: one, y: one })
 */
export function shapeImages(
  factors: ShapeFactors,
  options: ShapeImagesOptions = {},
): Dataset<LabelledShapes> {
  const side = requirePositiveInteger('shapeImages', 'side', options.side ?? 64)
  requireFactors(factors)
  return fromRowSource({
    size: factors.shape.length,
    read(rows) {
      const area = side * side
      const values = new Float32Array(rows.length * area)
      const pixels = new Uint8Array(area)
      rows.forEach((row, position) => {
        pixels.fill(0)
        const at = (column: Int32Array): number => column[row] ?? 0
        const { shape, scale, rotation, x, y } = factors
        const drawn = { shape: at(shape), scale: at(scale), rotation: at(rotation), x: at(x), y: at(y) }
        drawShape({ pixels, side }, drawn)
        pixels.forEach((value, i) => {
          values[position * area + i] = value / 255
        })
      })
      const table = Int32Array.from({ length: rows.length * SHAPE_FACTORS.length }, (_, i) => {
        const name = SHAPE_FACTORS[i % SHAPE_FACTORS.length] ?? 'shape'
        return factors[name][rows[Math.floor(i / SHAPE_FACTORS.length)] ?? 0] ?? 0
      })
      return {
        image: tf.tensor(values, [rows.length, side, side, 1]),
        factors: tf.tensor(table, [rows.length, SHAPE_FACTORS.length], 'int32'),
      }
    },
  })
}

function requireFactors(factors: ShapeFactors): void {
  const lengths = SHAPE_FACTORS.map((name) => factors[name].length)
  if (lengths.some((length) => length !== lengths[0])) {
    throw new AeError('shape', `shapeImages: expected columns of one length. Received: ${show(lengths)}.`)
  }
  for (const name of SHAPE_FACTORS) {
    const size = SHAPE_FACTOR_SIZES[name]
    const stranger = factors[name].find((value) => value < 0 || value >= size)
    if (stranger === undefined) continue
    throw new AeError(
      'data',
      `shapeImages: \`${name}\` must be between 0 and ${size - 1}. Received: ${show(stranger)}.`,
    )
  }
}
