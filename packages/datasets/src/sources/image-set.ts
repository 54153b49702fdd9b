import { fromRowSource } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { type ImageSplit, type ImageSplitParts, imageSplit } from '../image-split'

/** Images of one size, each with a label that has a name. */
export interface ImageSet extends ImageSplit {
  /** Names of the labels. */
  readonly classes: readonly string[]
}

/** An {@link ImageSet} whose bytes are in memory. */
export function imageSet(parts: ImageSplitParts, classes: readonly string[]): ImageSet {
  return { ...imageSplit(parts), classes }
}

/** What {@link lazyImageSet} is made of. */
export interface ImageFiles {
  /** Shape of one image: `[H, W, C]`. */
  readonly shape: readonly [height: number, width: number, channels: number]
  /** What each image shows. */
  readonly labels: Int32Array
  /** Names of the labels. */
  readonly classes: readonly string[]
  /** The numbers of one image, in [0, 1]. */
  readonly read: (row: number) => ArrayLike<number> | Promise<ArrayLike<number>>
}

/** An {@link ImageSet} whose images are decoded only when their batch is asked for. */
export function lazyImageSet({ shape, labels, classes, read }: ImageFiles): ImageSet {
  const size = labels.length
  const width = shape[0] * shape[1] * shape[2]
  const images = async (rows: Int32Array): Promise<tf.Tensor> => {
    const values = new Float32Array(rows.length * width)
    const decoded = await Promise.all(Array.from(rows, async (row) => read(row)))
    decoded.forEach((image, position) => values.set(image, position * width))
    return tf.tensor(values, [rows.length, ...shape])
  }
  return {
    images: fromRowSource({ size, read: images }),
    labels,
    classes,
    labelled: fromRowSource({
      size,
      async read(rows) {
        const image = await images(rows)
        return {
          image,
          label: tf.tensor1d(
            Int32Array.from(rows, (row) => labels[row] ?? 0),
            'int32',
          ),
        }
      },
    }),
  }
}
