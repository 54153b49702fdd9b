import { ByteReader } from './byte-reader'
import type { PngChunks, PngHeader } from './png-chunks'

/** Samples of an image, each in a place of its own, at the depth of the file. */
export type PngSamples = Uint8Array | Uint16Array

/** How many samples a pixel of each colour type has in the file. */
const SAMPLES = new Map([
  [0, 1],
  [2, 3],
  [3, 1],
  [4, 2],
  [6, 4],
])
/** Where each pass of Adam7 begins and how far apart its pixels are: x, y, step in x, step in y (PNG, §8.2). */
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const

/** How many samples a pixel has in the file. */
function samplesPerPixel({ colorType }: PngHeader): number {
  return SAMPLES.get(colorType) ?? 1
}

/** How many bytes the image data are once unpacked: every line packed, with its filter type in front. */
export function filteredBytes(header: PngHeader): number {
  const { width, height } = header
  const passes = header.interlaced
    ? ADAM7.map(
        ([x, y, stepX, stepY]) => [Math.ceil((width - x) / stepX), Math.ceil((height - y) / stepY)] as const,
      )
    : [[width, height] as const]
  return passes.reduce((sum, [w, h]) => (w > 0 && h > 0 ? sum + h * (1 + lineBytes(header, w)) : sum), 0)
}

function lineBytes(header: PngHeader, width: number): number {
  return Math.ceil((width * samplesPerPixel(header) * header.depth) / 8)
}

/** Gives samples of 1, 2 and 4 bits a byte each; others are left as they are. Lines begin at whole bytes. */
export function unpackSamples(packed: PngSamples, header: PngHeader): PngSamples {
  const { width, height, depth } = header
  if (depth >= 8) return packed
  const samples = new Uint8Array(width * height)
  const stride = lineBytes(header, width)
  const perByte = 8 / depth
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const byte = packed[y * stride + ((x * depth) >> 3)] ?? 0
      samples[y * width + x] = (byte >> (8 - depth * ((x % perByte) + 1))) & (2 ** depth - 1)
    }
  }
  return samples
}

/** Pixels of 8 bits a channel. */
export interface PngPixels {
  /** How many bytes a pixel has. */
  readonly channels: number
  /** Shape: `[height, width, channels]`. */
  readonly data: Uint8Array
}

/** Looks every index up in the palette, with its alpha if the file has any. */
export function palettePixels(subject: string, samples: PngSamples, chunks: PngChunks): PngPixels {
  const { palette, transparency, dataOffset } = chunks
  const reader = new ByteReader(subject, chunks.data, 0)
  if (palette === undefined) return reader.fail('a palette', 'none', dataOffset)
  const channels = transparency === undefined ? 3 : 4
  const data = new Uint8Array(samples.length * channels)
  samples.forEach((index, pixel) => {
    if (3 * index >= palette.length) {
      reader.fail(`palette indices below ${palette.length / 3}`, `${index}`, dataOffset)
    }
    for (let c = 0; c < 3; c++) data[pixel * channels + c] = palette[3 * index + c] ?? 0
    if (transparency !== undefined) data[pixel * channels + 3] = transparency[index] ?? 255
  })
  return { channels, data }
}

/** Scales samples to 8 bits and gives the colour that is transparent, if there is one, an alpha of 0. */
export function colourPixels(samples: PngSamples, { header, transparency }: PngChunks): PngPixels {
  const width = samplesPerPixel(header)
  const scale = 255 / (2 ** header.depth - 1)
  if (transparency === undefined) {
    if (samples instanceof Uint8Array && scale === 1) return { channels: width, data: samples }
    const data = new Uint8Array(samples.length)
    for (let i = 0; i < data.length; i++) data[i] = Math.round((samples[i] ?? 0) * scale)
    return { channels: width, data }
  }
  const key = Array.from(
    { length: width },
    (_, c) => (transparency[2 * c] ?? 0) * 256 + (transparency[2 * c + 1] ?? 0),
  )
  const channels = width + 1
  const data = new Uint8Array((samples.length / width) * channels)
  for (let from = 0, to = 0; from < samples.length; from += width, to += channels) {
    for (let c = 0; c < width; c++) data[to + c] = Math.round((samples[from + c] ?? 0) * scale)
    data[to + width] = key.every((sample, c) => samples[from + c] === sample) ? 0 : 255
  }
  return { channels, data }
}
