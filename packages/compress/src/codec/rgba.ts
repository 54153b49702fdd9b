import type { PixelImage } from '../transform/colour'

/** What `ImageData` of a canvas is made of. */
export interface RgbaImage {
  /** Unit: pixels. */
  readonly width: number
  /** Unit: pixels. */
  readonly height: number
  /** `[height, width, 4]` */
  readonly data: Uint8Array | Uint8ClampedArray
}

/**
 * The colours of a canvas; how transparent they are is left out.
 *
 * @param image borrowed: `context.getImageData(0, 0, width, height)`
 * @example
 * const file = await compress(codec, fromRgba(new ImageData(640, 480)), { quality: 40 })
 */
export function fromRgba({ width, height, data }: RgbaImage): PixelImage {
  const pixels = new Uint8Array(3 * width * height)
  for (let i = 0; i < width * height; i++)
    for (let c = 0; c < 3; c++) pixels[3 * i + c] = data[4 * i + c] ?? 0
  return { width, height, channels: 3, data: pixels }
}

/** An {@link RgbaImage} that is the caller's. */
export interface OwnRgbaImage extends RgbaImage {
  /** `[height, width, 4]` */
  readonly data: Uint8ClampedArray<ArrayBuffer>
}

/**
 * Pixels for a canvas, opaque: `new ImageData(rgba.data, rgba.width)`.
 *
 * @example
 * const { data, width } = toRgba(await decompress(bytes, codec))
 */
export function toRgba({ width, height, channels, data }: PixelImage): OwnRgbaImage {
  const pixels = new Uint8ClampedArray(4 * width * height).fill(255)
  for (let i = 0; i < width * height; i++)
    for (let c = 0; c < 3; c++) pixels[4 * i + c] = data[channels * i + (channels === 3 ? c : 0)] ?? 0
  return { width, height, data: pixels }
}
