import { AeError, crc32, createRng, type Rng } from '@ae/core'
import type { PixelImage } from '../transform/colour'
import { compress } from './compress'
import { decompress } from './decompress'
import type { ImageCodec } from './image-codec'

/** Bytes of a head, in front of its check sum. */
const HEAD_BYTES = 20

/** Options of {@link fuzzCodec}. */
export interface FuzzCodecOptions {
  /** How many changed files to read. */
  readonly mutations: number
  /** Where changes come from. */
  readonly seed: number
}

/** What became of changed files. */
export interface FuzzResult {
  /** Files that were refused with an AeError. */
  readonly refused: number
  /** Files that became an image all the same. */
  readonly decoded: number
  /** Errors of any other kind: there must be none. */
  readonly others: readonly string[]
}

/**
 * Changes a file at random, again and again, and reads it: everything must end in an image or in an `AeError`.
 *
 * Every second file has its check sums put right, so that damage gets past them.
 *
 * @param image small, for it is decoded often
 */
export async function fuzzCodec(
  codec: ImageCodec,
  image: PixelImage,
  { mutations, seed }: FuzzCodecOptions,
): Promise<FuzzResult> {
  const file = await compress(codec, image, { quality: 70 })
  const rng = createRng(seed)
  const others: string[] = []
  let [refused, decoded] = [0, 0]
  for (let i = 0; i < mutations; i++) {
    const damaged = changed(file, rng)
    if (i % 2 === 1) mend(damaged, image.channels)
    try {
      await decompress(damaged, codec, { maxPixels: 4 * image.width * image.height })
      decoded++
    } catch (error) {
      if (error instanceof AeError) refused++
      else others.push(String(error))
    }
  }
  return { refused, decoded, others }
}

/** A few bytes are others, or some are missing, doubled, or strange. */
function changed(file: Uint8Array, rng: Rng): Uint8Array<ArrayBuffer> {
  const copy = Uint8Array.from(file)
  const kind = rng.integer(6)
  if (kind === 0) return copy.slice(0, rng.integer(copy.length))
  if (kind === 1) {
    const at = rng.integer(copy.length)
    return Uint8Array.from([...copy.subarray(0, at), ...copy.subarray(Math.max(0, at - 1 - rng.integer(8)))])
  }
  const count = 1 + rng.integer(4)
  for (let k = 0; k < count; k++) {
    const at = kind === 2 ? rng.integer(Math.min(copy.length, HEAD_BYTES + 10)) : rng.integer(copy.length)
    copy[at] = kind === 3 ? 255 * rng.integer(2) : rng.integer(256)
  }
  return copy
}

/** Puts check sums right, as far as lengths lead somewhere; the head's own is left to be wrong at times. */
function mend(bytes: Uint8Array<ArrayBuffer>, planes: number): void {
  const view = new DataView(bytes.buffer)
  if (bytes.length < HEAD_BYTES + 2) return
  view.setUint16(HEAD_BYTES, crc32(bytes.subarray(0, HEAD_BYTES)) >>> 16)
  let at = HEAD_BYTES + 2
  while (at + 4 + planes + 4 <= bytes.length) {
    const end = at + 4 + planes + view.getUint32(at)
    if (end + 4 > bytes.length) return
    view.setUint32(end, crc32(bytes.subarray(at, end)))
    at = end + 4
  }
}
