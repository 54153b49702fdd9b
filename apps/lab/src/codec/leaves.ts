import type { PixelImage } from '@ae/compress'
import { deadLeaves } from '@ae/datasets'

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
