import type { History } from '@ae/core'
import { imageGrid, lossCurves } from '@ae/plot'
import type * as tf from '@tensorflow/tfjs'

/** Side of a digit in pixels. */
const SIDE = 28
/** Screen pixels for one of its pixels. */
const SCALE = 2

/** A named row of images. */
export interface ImageRow {
  /** Shown beside it. */
  readonly label: string
  /** [N, 28, 28, 1] in [0, 1]; freed when drawn */
  readonly images: tf.Tensor
}

/** Rows of images, one below the other. Frees them. */
export async function rowsOfImages(title: string, rows: readonly ImageRow[]): Promise<string> {
  const columns = rows[0]?.images.shape[0] ?? 0
  const images = new Float32Array(rows.length * columns * SIDE * SIDE)
  for (const [i, row] of rows.entries()) {
    images.set(await row.images.data(), i * columns * SIDE * SIDE)
    row.images.dispose()
  }
  return imageGrid({
    images,
    count: rows.length * columns,
    shape: [SIDE, SIDE, 1],
    columns,
    scale: SCALE,
    rowLabels: rows.map(({ label }) => label),
    title,
  })
}

/** Images in a square. Frees them. */
export async function squareOfImages(title: string, images: tf.Tensor): Promise<string> {
  const count = images.shape[0] ?? 0
  const values = Float32Array.from(await images.data())
  images.dispose()
  const columns = Math.ceil(Math.sqrt(count))
  return imageGrid({ images: values, count, shape: [SIDE, SIDE, 1], columns, scale: SCALE, title })
}

/** Training and validation loss by epoch. */
export function learningCurves(title: string, { epochs }: History): string {
  const x = epochs.map(({ epoch }) => epoch)
  return lossCurves({
    title,
    series: [
      { name: 'training', x, y: epochs.map(({ losses }) => losses.total ?? Number.NaN) },
      { name: 'validation', x, y: epochs.map(({ validation }) => validation?.total ?? Number.NaN) },
    ],
  })
}
