import { AeError, requireKnownOptions, requireNumber, requirePositiveInteger, show } from '@ae/core'
import { encodeSymbols } from '../coder/encode-symbols'
import { analyseImage, blockRows } from '../transform/analyse-image'
import type { PixelImage } from '../transform/colour'
import { breathe, throwIfAborted } from './breathe'
import { ByteWriter } from './byte-writer'
import { MOST_SIDE, segmentRowsOf, writeHead, writeSegment } from './container'
import type { Layout } from './contexts'
import { GAIN_BITS, type ImageCodec, WORTH_BITS } from './image-codec'
import { quantiseSegment, type Rounding, symbolsOf } from './quantise-segment'
import { STEPS, stepOfQuality, stepsOf } from './steps'

const SUBJECT = 'compress'
const QUALITY = 50
/** Pixels of which coefficients are kept between tries; of larger images they are computed anew. */
const MOST_KEPT: number = 1 << 22

/** Options of {@link compress}: how good, or how long; not both. */
export type CompressOptions = QualityTarget | BytesTarget

/** What both kinds of {@link CompressOptions} have. */
export interface CompressWatch {
  /** Ends it with an error. */
  readonly signal?: AbortSignal
  /** Told how much is done, 0 … 1. */
  onProgress?(done: number): void
}

/** As good as asked for, however long. */
export interface QualityTarget extends CompressWatch {
  /** 0 … 100: 50 is a file of about a bit a pixel; 16 more halve errors and 16 less double them. Default 50. */
  readonly quality?: number
  /** Not with a quality. */
  readonly bytes?: never
}

/** As good as fits. */
export interface BytesTarget extends CompressWatch {
  /** Length of the file at most. */
  readonly bytes: number
  /** Not with a length. */
  readonly quality?: never
}

/**
 * An image as bytes that {@link decompress} makes pixels of again, the same ones on every machine.
 *
 * Of any size up to 2²⁰ a side; blocks overlap, so no seams are seen. It is worked on in strips, and gives way to the page between them.
 *
 * @param image borrowed
 * @throws AeError `config` on a bad option, or if even the coarsest file is longer than `bytes`; `shape` if the image is not
 * what its sides say, or has colours and the codec none; `state` if it was aborted
 * @example
 * const file = await compress(codec, image, { bytes: 20_000 })
 */
export async function compress(
  codec: ImageCodec,
  image: PixelImage,
  options: CompressOptions = {},
): Promise<Uint8Array> {
  requireKnownOptions(SUBJECT, options, ['quality', 'bytes', 'signal', 'onProgress'])
  requireImage(SUBJECT, codec.planes, image)
  if (options.bytes === undefined) {
    const quality = requireNumber(SUBJECT, 'quality', options.quality ?? QUALITY, { min: 0, max: 100 })
    return new Encoder(codec, image, options).file(stepOfQuality(quality), [0, 1])
  }
  if (options.quality !== undefined)
    throw new AeError('config', `${SUBJECT}: expected \`quality\` or \`bytes\`. Received: both.`)
  return fitting(new Encoder(codec, image, options), requirePositiveInteger(SUBJECT, 'bytes', options.bytes))
}

/** The best file of at most so many bytes. Files get shorter with the step, all but a few bytes. */
async function fitting(encoder: Encoder, most: number): Promise<Uint8Array> {
  let [low, high] = [0, STEPS]
  let best: Uint8Array | undefined
  let shortest = Number.POSITIVE_INFINITY
  const tries = Math.ceil(Math.log2(STEPS + 1))
  for (let t = 0; low < high; t++) {
    const step = Math.min(STEPS - 1, (low + high) >> 1)
    const file = await encoder.file(step, [t / tries, (t + 1) / tries])
    shortest = Math.min(shortest, file.length)
    if (file.length <= most) [best, high] = [file, step]
    else low = step + 1
  }
  if (best !== undefined) return best
  throw new AeError(
    'config',
    `${SUBJECT}: expected room for the coarsest file, ${shortest} bytes. Received: ${most}.`,
  )
}

class Encoder {
  readonly #codec: ImageCodec
  readonly #image: PixelImage
  readonly #watch: CompressWatch
  readonly #layout: Layout
  readonly #kept = new Map<number, readonly (readonly Float32Array[])[]>()

  constructor(codec: ImageCodec, image: PixelImage, watch: CompressWatch) {
    this.#codec = codec
    this.#image = image
    this.#watch = watch
    const { block } = codec
    this.#layout = { block, planes: image.channels, columns: Math.ceil(image.width / block) }
  }

  /** The file at a step; `from` and `to` are what it is of all that is to be done. */
  async file(step: number, [from, to]: readonly [number, number]): Promise<Uint8Array> {
    const { width, height, channels } = this.#image
    const { fingerprint, block, parts } = this.#codec
    const segmentRows = segmentRowsOf(this.#layout)
    const rows = blockRows(this.#image, block)
    const rounding = roundingOf(this.#codec, step)
    const out = new ByteWriter()
    writeHead(out, { width, height, channels, step, fingerprint, segmentRows })
    for (let first = 0; first < rows; first += segmentRows) {
      throwIfAborted(SUBJECT, this.#watch.signal)
      const end = Math.min(rows, first + segmentRows)
      const quantised = quantiseSegment(this.#coefficients(first, end), this.#layout, rounding)
      const { symbols, tableOf } = symbolsOf(quantised)
      writeSegment(out, {
        tops: quantised.tops,
        bytes: encodeSymbols(symbols, parts.entropy.tables, tableOf),
      })
      this.#watch.onProgress?.(from + ((to - from) * end) / rows)
      await breathe()
    }
    return out.done()
  }

  #coefficients(first: number, end: number): readonly (readonly Float32Array[])[] {
    const kept = this.#kept.get(first)
    if (kept !== undefined) return kept
    const found = analyseImage(this.#image, this.#codec.analysis, { first, end })
    if (this.#image.width * this.#image.height <= MOST_KEPT) this.#kept.set(first, found)
    return found
  }
}

/** How a codec rounds at a step. */
export function roundingOf({ parts }: ImageCodec, step: number): Rounding {
  const gains = Float64Array.from(parts.gains, (gain) => gain / 2 ** GAIN_BITS)
  return {
    model: parts.entropy,
    step,
    steps: stepsOf(gains, step),
    weights: gains.map((gain) => gain * gain),
    bitWorth: parts.bitWorth / 2 ** WORTH_BITS,
  }
}

/**
 * @param planes of the codec
 * @throws AeError `shape` unless an image is what its sides say, no longer than files can say, and of no more channels than planes
 */
export function requireImage(
  subject: string,
  planes: number,
  { width, height, channels, data }: PixelImage,
): void {
  const sides = [width, height].every((side) => Number.isSafeInteger(side) && side > 0 && side <= MOST_SIDE)
  if (!sides || (channels !== 1 && channels !== 3) || data.length !== width * height * channels)
    throw new AeError(
      'shape',
      `${subject}: expected width × height × channels bytes, of 1 or 3 channels and sides up to ${MOST_SIDE}. Received: ${show(width)} × ${show(height)} × ${show(channels)} and ${data.length} bytes.`,
      channels === (4 as number) ? { hint: 'fromRgba(imageData) leaves transparency out.' } : {},
    )
  if (channels > planes)
    throw new AeError(
      'shape',
      `${subject}: expected a grey image, as the codec was trained for. Received: colour.`,
    )
}
