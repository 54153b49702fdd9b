import type { PixelImage } from '@ae/compress'
import { type Dataset, fromArray } from '@ae/core'
import { deadLeaves } from '@ae/datasets'
import type * as tf from '@tensorflow/tfjs'

/** Radii of the smallest and the largest leaf: from fine to coarse, as photographs have both. */
const RADII = [
  [2, 96],
  [1, 40],
  [6, 128],
] as const

/** Images of dead leaves, a third each of fine, middling and coarse ones. */
export function leavesImages(seed: number, count: number, side: number): readonly PixelImage[] {
  return RADII.flatMap(([minRadius, maxRadius], k) => {
    const own = Math.ceil((count - k) / RADII.length)
    const { pixels } = deadLeaves({
      seed: 1000 * seed + k,
      count: Math.max(1, own),
      side,
      minRadius,
      maxRadius,
    })
    const size = 3 * side * side
    return Array.from(
      { length: Math.max(0, own) },
      (_, i): PixelImage => ({
        width: side,
        height: side,
        channels: 3,
        data: pixels.subarray(i * size, (i + 1) * size),
      }),
    )
  })
}

/** Square patches that tile images, for training: float32 `[B, side, side, 3]` in [0, 1]. */
export function patchesOf(images: readonly PixelImage[], side: number): Dataset<tf.Tensor> {
  const patches = images.flatMap(({ width, height, data }) => {
    const [across, down] = [Math.floor(width / side), Math.floor(height / side)]
    return Array.from({ length: across * down }, (_, i) => {
      const [left, top] = [(i % across) * side, Math.floor(i / across) * side]
      const patch = new Uint8Array(3 * side * side)
      for (let y = 0; y < side; y++) {
        const from = 3 * ((top + y) * width + left)
        patch.set(data.subarray(from, from + 3 * side), 3 * side * y)
      }
      return patch
    })
  })
  const pixels = new Uint8Array(3 * side * side * patches.length)
  for (const [i, patch] of patches.entries()) pixels.set(patch, 3 * side * side * i)
  return fromArray({ data: pixels, shape: [side, side, 3], divideBy: 255 })
}
