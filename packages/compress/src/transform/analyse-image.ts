import { analyseRow, type Lines } from './analyse-row'
import { type PixelImage, toPlanes } from './colour'
import type { Basis } from './lapped-basis'
import { mirrored } from './mirrored'

/** Rows of blocks, from `first` to before `end`. */
export interface RowRange {
  readonly first: number
  readonly end: number
}

/** Rows of blocks in an image. */
export function blockRows({ height }: Pick<PixelImage, 'height'>, block: number): number {
  return Math.ceil(height / block)
}

/**
 * Coefficients of some rows of blocks.
 *
 * @param bases of brightness, and of colour
 * @returns `[rows][planes]`, each `[N·N, columns]`
 */
export function analyseImage(
  image: PixelImage,
  bases: readonly [Basis, Basis],
  { first, end }: RowRange,
): readonly (readonly Float32Array[])[] {
  const [{ block }] = bases
  const columns = Math.ceil(image.width / block)
  const width = (columns + 1) * block
  const source = Int32Array.from({ length: width }, (_, i) =>
    mirrored(i - block / 2, image.width, columns * block),
  )
  const padded = blockRows(image, block) * block
  // Two rows of blocks see a line at most: a window's worth of lines is kept.
  const window = Array.from({ length: 2 * block }, () => ({
    y: Number.NaN,
    planes: Array.from({ length: image.channels }, () => new Float32Array(width)),
  }))
  const lineOf = (plane: number) => (y: number) => {
    const kept = window[(y + 2 * block) % (2 * block)]
    if (kept === undefined) return new Float32Array(width)
    if (kept.y !== y) {
      kept.y = y
      toPlanes(image, mirrored(y, image.height, padded), source, kept.planes)
    }
    return kept.planes[plane] ?? new Float32Array(width)
  }
  const planes: Lines[] = Array.from({ length: image.channels }, (_, plane) => ({
    width,
    line: lineOf(plane),
  }))
  return Array.from({ length: end - first }, (_, i) =>
    planes.map((lines, plane) => analyseRow(lines, (first + i) * block, bases[plane === 0 ? 0 : 1])),
  )
}
