import { AeError, show } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { parsePng } from '../formats/parse-png'
import type { DatasetSource } from '../sources/dataset-source'
import { type ImageSet, lazyImageSet } from '../sources/image-set'
import type { Undivided } from '../sources/splits'
import { fileOf, folderNameOf, type NamedFile, stemOf } from './named-file'
import { type FileLister, filesNamed, ownSource } from './own-source'

/** An image out of a file. */
export interface DecodedImage {
  /** Unit: pixels. */
  readonly width: number
  /** Unit: pixels. */
  readonly height: number
  /** Numbers of a pixel: 1 grey, 2 grey and opacity, 3 colours, 4 colours and opacity. */
  readonly channels: number
  /** The bytes, row by row, channels last. */
  readonly data: ArrayLike<number>
}

/** How to read a folder of images. */
export interface ImageFolderOptions {
  /** Height and width to resize to. Default: none, all images must be of one size. Unit: pixels. */
  readonly size?: readonly [height: number, width: number]
  /** Grey or coloured. Default: as the first image. Opacity is dropped. */
  readonly channels?: 1 | 3
  /** Reads files other than PNG; a page may use `createImageBitmap`. Default: PNG only. */
  readonly decode?: (bytes: Uint8Array, name: string) => DecodedImage | Promise<DecodedImage>
}

/** Images out of files. */
export interface FolderImages extends ImageSet {
  /** Names of the images, without folders and endings. */
  readonly names: readonly string[]
}

/**
 * Your own images: the folder that a file lies in is its class.
 *
 * They are decoded one batch at a time.
 *
 * @example
 * const { all } = await imageFolder(input.files ?? [], { size: [64, 64], channels: 3 })()
 */
export function imageFolder(
  files: Iterable<File>,
  options: ImageFolderOptions = {},
): DatasetSource<Undivided<FolderImages>> {
  return imageSource(async () => Array.from(files, fileOf), options)
}

/** A source of the images among the files of a list. */
export function imageSource(
  list: FileLister,
  options: ImageFolderOptions,
): DatasetSource<Undivided<FolderImages>> {
  const pattern = options.decode === undefined ? /\.png$/i : /\.(png|jpe?g|webp|gif|bmp|avif)$/i
  return ownSource('imageFolder', '[H, W, C] float32 in [0, 1], label', async () => {
    const files = await filesNamed('imageFolder', list, pattern)
    const labelNames = files.map(({ name }) => folderNameOf(name))
    const classes = [...new Set(labelNames)].sort()
    const first = await decode(files[0], options)
    const [height, width] = options.size ?? [first.height, first.width]
    const shape = [height, width, options.channels ?? (first.channels < 3 ? 1 : 3)] as const
    return {
      ...lazyImageSet({
        shape,
        labels: Int32Array.from(labelNames, (name) => classes.indexOf(name)),
        classes,
        read: async (row) => fit(await decode(files[row], options), shape, options, files[row]?.name ?? ''),
      }),
      names: files.map(({ name }) => stemOf(name)),
    }
  })
}

async function decode(file: NamedFile | undefined, options: ImageFolderOptions): Promise<DecodedImage> {
  if (file === undefined) throw new AeError('data', 'imageFolder: expected an image. Received: no file.')
  const bytes = await file.bytes()
  return options.decode === undefined || file.name.toLowerCase().endsWith('.png')
    ? parsePng(bytes)
    : options.decode(bytes, file.name)
}

/** The image with the channels and size wanted, as numbers in [0, 1]. */
async function fit(
  image: DecodedImage,
  shape: readonly [number, number, 1 | 3],
  options: ImageFolderOptions,
  name: string,
): Promise<Float32Array> {
  const values = withChannels(image, shape[2])
  if (image.height === shape[0] && image.width === shape[1]) return values
  if (options.size === undefined) {
    throw new AeError(
      'data',
      `imageFolder: expected images of ${shape[0]}×${shape[1]}, as the first is. Received: ${show(name)} of ${image.height}×${image.width}.`,
      { hint: 'pass `size` to have them resized.' },
    )
  }
  const resized = tf.tidy(() =>
    tf.image.resizeBilinear(tf.tensor3d(values, [image.height, image.width, shape[2]]), [shape[0], shape[1]]),
  )
  try {
    return Float32Array.from(await resized.data())
  } finally {
    resized.dispose()
  }
}

// Luma of ITU-R BT.601, as in JPEG.
const LUMA = [0.299, 0.587, 0.114]

function withChannels({ width, height, channels, data }: DecodedImage, wanted: 1 | 3): Float32Array {
  const values = new Float32Array(width * height * wanted)
  const colours = channels < 3 ? 1 : 3
  for (let pixel = 0; pixel < width * height; pixel++) {
    const at = (channel: number): number => (data[pixel * channels + (channel % colours)] ?? 0) / 255
    if (wanted === 3) for (let c = 0; c < 3; c++) values[pixel * 3 + c] = at(c)
    else values[pixel] = colours === 1 ? at(0) : LUMA.reduce((sum, weight, c) => sum + weight * at(c), 0)
  }
  return values
}
