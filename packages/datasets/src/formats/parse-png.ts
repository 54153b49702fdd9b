import { AeError, requireKnownOptions, requirePositiveInteger } from '@ae/core'
import { decode } from 'fast-png'
import { ByteReader } from './byte-reader'
import { formatError, messageOf } from './format-error'
import { inflate } from './inflate'
import { type PngChunks, type PngHeader, readPngChunks } from './png-chunks'
import { colourPixels, filteredBytes, type PngSamples, palettePixels, unpackSamples } from './png-samples'

/** Most pixels of an image that {@link parsePng} takes by default: 2²⁵, 33 megapixels. */
export const MAX_PNG_PIXELS: number = 2 ** 25

/** Options of {@link parsePng}. */
export interface ParsePngOptions {
  /** Larger images are an error, found before any pixel is unpacked. Unit: pixels. Default: 2²⁵. */
  readonly maxPixels?: number
}

/** An image of 8 bits a channel. */
export interface PngImage {
  /** Unit: pixels. */
  readonly width: number
  /** Unit: pixels. */
  readonly height: number
  /** 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha. */
  readonly channels: number
  /** Shape: `[height, width, channels]`, from 0 to 255. */
  readonly data: Uint8Array
}

const SUBJECT = 'parsePng'
const ADAM7_MIN_DEPTH = 8

/**
 * Reads a PNG image of any colour type and depth as 8 bits a channel.
 *
 * Palettes become RGB, a transparent colour becomes an alpha channel, 16 bits are rounded to 8, and 1, 2 and 4 bits
 * are spread over 0 to 255. Gamma and colour profiles are not applied; of an animation the first image is read.
 * Interlaced images of less than 8 bits are refused.
 *
 * *Throws*: AeError `data` if the file is cut, damaged, or larger than `maxPixels`. *Owns*: the caller.
 *
 * @example
 * const { width, height, channels, data } = parsePng(bytes)
 */
export function parsePng(bytes: Uint8Array, options: ParsePngOptions = {}): PngImage {
  requireKnownOptions(SUBJECT, options, ['maxPixels'])
  const maxPixels = requirePositiveInteger(SUBJECT, 'maxPixels', options.maxPixels ?? MAX_PNG_PIXELS)
  const chunks = readPngChunks(SUBJECT, bytes)
  const { header } = chunks
  const { width, height, depth, interlaced } = header
  const reader = new ByteReader(SUBJECT, bytes, 16)
  if (width * height > maxPixels) reader.fail(`at most ${maxPixels} pixels`, `${width}×${height}`)
  if (interlaced && depth < ADAM7_MIN_DEPTH) {
    reader.fail(`an interlaced image of at least ${ADAM7_MIN_DEPTH} bits`, `${depth}`, 24)
  }
  requireLength(chunks)
  const samples = unpackSamples(decodeSamples(chunks), header)
  const isPalette = header.colorType === 3
  return {
    width,
    height,
    ...(isPalette ? palettePixels(SUBJECT, samples, chunks) : colourPixels(samples, chunks)),
  }
}

/** Unpacks without keeping, so that nothing is allocated for pixels that are not there, or for more than there are. */
function requireLength({ header, data, dataOffset }: PngChunks): void {
  const expected = filteredBytes(header)
  const found = inflate(data, {
    subject: SUBJECT,
    offset: dataOffset,
    maxBytes: expected,
    envelope: 'zlib',
    sink: () => undefined,
  })
  if (found === expected) return
  throw formatError(SUBJECT, {
    offset: dataOffset,
    expected: `data that unpacks to ${expected} bytes`,
    received: `${found} bytes`,
  })
}

/** The library sees a file of header and pixels only: what else is in it was checked and cannot confuse it. */
function decodeSamples({ header, data, dataOffset }: PngChunks): PngSamples {
  try {
    const { data: samples } = decode(plainPng(header, data))
    if (samples instanceof Uint8Array || samples instanceof Uint16Array) return samples
    return Uint8Array.from(samples)
  } catch (cause) {
    if (cause instanceof AeError) throw cause
    throw formatError(SUBJECT, {
      offset: dataOffset,
      expected: 'filtered lines of pixels',
      received: messageOf(cause),
      cause,
    })
  }
}

const SIGNATURE_BYTES = 8
/** Length, name and checksum of a chunk. */
const CHUNK_BYTES = 12
const IHDR_BYTES = 13

/** A PNG file of IHDR, one IDAT and IEND; checksums are left out, for nobody reads them. */
function plainPng(header: PngHeader, data: Uint8Array): Uint8Array {
  const file = new Uint8Array(SIGNATURE_BYTES + 3 * CHUNK_BYTES + IHDR_BYTES + data.length)
  const view = new DataView(file.buffer)
  file.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  let at = SIGNATURE_BYTES
  const chunk = (name: string, length: number): number => {
    view.setUint32(at, length)
    for (let i = 0; i < name.length; i++) file[at + 4 + i] = name.charCodeAt(i)
    at += CHUNK_BYTES + length
    return at - length - 4
  }
  const ihdr = chunk('IHDR', IHDR_BYTES)
  view.setUint32(ihdr, header.width)
  view.setUint32(ihdr + 4, header.height)
  file.set([header.depth, header.colorType, 0, 0, header.interlaced ? 1 : 0], ihdr + 8)
  file.set(data, chunk('IDAT', data.length))
  chunk('IEND', 0)
  return file
}
