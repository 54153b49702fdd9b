import { AeError, type Dataset, fromArray, fromArrays, show } from '@ae/core'
import type * as tf from '@tensorflow/tfjs'

/** One batch of images with their labels. */
export interface LabelledImages {
  /** float32 [B, H, W, C] in 0 … 1. Owned by the caller. */
  readonly image: tf.Tensor
  /** int32 [B]. Owned by the caller. */
  readonly label: tf.Tensor
}

/** One part of a set of labelled images: the training or the test images. */
export interface ImageSplit {
  /** The images alone: float32 [B, H, W, C] in 0 … 1. */
  readonly images: Dataset<tf.Tensor>
  /** The class of each image. */
  readonly labels: Int32Array
  /** The images with their labels, row by row. */
  readonly labelled: Dataset<LabelledImages>
}

/** What an {@link ImageSplit} is made of. */
export interface ImageSplitParts {
  /** All images one after the other, 0 … 255. Kept, not copied. */
  readonly pixels: Uint8Array
  /** The class of each image. */
  readonly labels: ArrayLike<number>
  /** Shape of one image: `[28, 28, 1]`. */
  readonly shape: readonly [height: number, width: number, channels: number]
}

/**
 * Images in bytes and their labels as data sets; bytes stay bytes until a batch is asked for.
 *
 * @throws AeError `shape` if pixels and labels do not belong together
 * @example
 * const { images } = imageSplit({ pixels: new Uint8Array(10 * 784), labels: new Uint8Array(10), shape: [28, 28, 1] })
 */
export function imageSplit({ pixels, labels, shape }: ImageSplitParts): ImageSplit {
  const [height, width, channels] = shape
  if (pixels.length !== labels.length * height * width * channels) {
    throw new AeError(
      'shape',
      `imageSplit: expected ${labels.length} images of ${show(shape)}. Received: ${pixels.length} pixels.`,
    )
  }
  const image = { data: pixels, shape, divideBy: 255 }
  const ownLabels = Int32Array.from(labels)
  return {
    images: fromArray(image),
    labels: ownLabels,
    labelled: fromArrays({ image, label: { data: ownLabels, shape: [], dtype: 'int32' } }),
  }
}
