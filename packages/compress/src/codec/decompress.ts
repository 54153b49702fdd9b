import { AeError, requireKnownOptions, requirePositiveInteger } from '@ae/core'
import { blockRows } from '../transform/analyse-image'
import { fromPlanes, type PixelImage } from '../transform/colour'
import { SIGNAL_BITS, Synthesis } from '../transform/synthesis'
import { breathe, throwIfAborted } from './breathe'
import { ByteReader } from './byte-reader'
import { type ImageHead, readHead, readSegment, requireSegments } from './container'
import { decodeSegment } from './decode-segment'
import type { ImageCodec } from './image-codec'

const SUBJECT = 'decompress'
/** Pixels that an image has at most, unless said otherwise. */
const MOST_PIXELS: number = 1 << 28

/** Options of {@link decompress} and {@link decompressLines}. */
export interface DecompressOptions {
  /** Refuses images of more pixels. Default 2²⁸. */
  readonly maxPixels?: number
  /** Ends it with an error. */
  readonly signal?: AbortSignal
  /** Told how much is done, 0 … 1. */
  onProgress?(done: number): void
}

/** Some lines of an image, as they are decoded. */
export interface ImageLines {
  /** The first of them. */
  readonly y: number
  /** `[lines, width, channels]`; the caller's. */
  readonly data: Uint8Array
}

/** An image whose lines come as they are decoded. */
export interface LinesOfImage {
  /** Unit: pixels. */
  readonly width: number
  /** Unit: pixels. */
  readonly height: number
  /** 1: grey; 3: coloured. */
  readonly channels: 1 | 3
  /** From the top to the bottom, once. */
  readonly lines: AsyncIterable<ImageLines>
}

/** A {@link PixelImage} that is the caller's. */
export interface DecodedImage extends PixelImage {
  /** Row after row, channels of a pixel side by side. */
  readonly data: Uint8Array
}

/**
 * The image that {@link compress} made into bytes: the same pixels on every machine.
 *
 * Bytes may come from anyone: whatever they are, time and memory are those of the pixels that the head claims, sides rounded up to
 * whole blocks, of which there are `maxPixels` at most before that; damage is an error.
 *
 * @param codec the one that compressed it
 * @throws AeError `data` if the bytes are no such file, or are damaged; `config` on a bad option or if another codec made
 * them; `state` if it was aborted
 * @example
 * const image = await decompress(bytes, codec)
 */
export async function decompress(
  bytes: Uint8Array,
  codec: ImageCodec,
  options: DecompressOptions = {},
): Promise<DecodedImage> {
  const { width, height, channels, lines } = decompressLines(bytes, codec, options)
  const data = new Uint8Array(width * height * channels)
  for await (const part of lines) data.set(part.data, part.y * width * channels)
  return { width, height, channels, data }
}

/**
 * {@link decompress}, some lines at a time: memory is that of a strip, however large the image.
 *
 * @throws AeError as {@link decompress}, while lines are read; what is wrong with the head at once
 */
export function decompressLines(
  bytes: Uint8Array,
  codec: ImageCodec,
  options: DecompressOptions = {},
): LinesOfImage {
  requireKnownOptions(SUBJECT, options, ['maxPixels', 'signal', 'onProgress'])
  const most = requirePositiveInteger(SUBJECT, 'maxPixels', options.maxPixels ?? MOST_PIXELS)
  const reader = new ByteReader(SUBJECT, bytes)
  const head = readHead(reader, bytes, most)
  requireCodec(head, codec)
  const layout = { block: codec.block, planes: head.channels, columns: Math.ceil(head.width / codec.block) }
  requireSegments(head, layout, blockRows(head, codec.block), reader.left)
  const { width, height, channels } = head
  return { width, height, channels, lines: readLines({ reader, bytes, head, codec, options }) }
}

function requireCodec(head: ImageHead, codec: ImageCodec): void {
  if (head.fingerprint !== codec.fingerprint)
    throw new AeError(
      'config',
      `${SUBJECT}: expected the codec ${hex(head.fingerprint)}, which made the file. Received: ${hex(codec.fingerprint)}.`,
    )
  if (head.channels > codec.planes)
    throw new AeError('data', `${SUBJECT}: expected a grey image. Received: ${head.channels} channels.`)
}

interface Reading {
  readonly reader: ByteReader
  readonly bytes: Uint8Array
  readonly head: ImageHead
  readonly codec: ImageCodec
  readonly options: DecompressOptions
}

async function* readLines({ reader, bytes, head, codec, options }: Reading): AsyncGenerator<ImageLines> {
  const { width, height, channels, segmentRows, step } = head
  const { block } = codec
  const layout = { block, planes: channels, columns: Math.ceil(width / block) }
  const [luma, chroma] = codec.synthesis
  const syntheses = Array.from(
    { length: channels },
    (_, plane) => new Synthesis(plane === 0 ? luma : chroma, layout.columns),
  )
  const planes = syntheses.map(() => new Int32Array(block * block * layout.columns))
  const rows = blockRows(head, block)
  const strip = (row: number): ImageLines | undefined => {
    // What overlaps with the row above is done: from half a block above this row on.
    const from = Math.max(0, row * block - block / 2)
    const end = Math.min(height, row * block + block / 2)
    if (end <= from) return undefined
    const data = new Uint8Array((end - from) * width * channels)
    for (let y = from; y < end; y++) {
      const line = (y - row * block + block / 2) * block * layout.columns
      fromPlanes(planes, line, {
        bits: SIGNAL_BITS,
        count: width,
        out: data,
        at: (y - from) * width * channels,
      })
    }
    return { y: from, data }
  }
  for (let first = 0; first < rows; first += segmentRows) {
    throwIfAborted(SUBJECT, options.signal)
    const segment = readSegment(reader, bytes, layout)
    const count = Math.min(segmentRows, rows - first)
    let row = first
    for (const coefficients of decodeSegment(segment, count, { codec, layout, step })) {
      for (const [plane, synthesis] of syntheses.entries())
        synthesis.push(coefficients[plane] as Int16Array, planes[plane] as Int32Array)
      const lines = strip(row++)
      if (lines !== undefined) yield lines
    }
    options.onProgress?.((first + count) / rows)
    await breathe()
  }
  throwIfAborted(SUBJECT, options.signal)
  if (reader.left > 0)
    throw new AeError('data', `${SUBJECT}: expected the end. Received: ${reader.left} more bytes.`)
  for (const [plane, synthesis] of syntheses.entries()) synthesis.end(planes[plane] as Int32Array)
  const lines = strip(rows)
  if (lines !== undefined) yield lines
}

function hex(fingerprint: number): string {
  return fingerprint.toString(16).padStart(8, '0')
}
