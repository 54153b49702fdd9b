import { AeError, crc32 } from '@ae/core'
import type { ByteReader } from './byte-reader'
import type { ByteWriter } from './byte-writer'
import type { Layout } from './contexts'
import { STEPS } from './steps'

/** First bytes of a compressed image: `AEC` and the version. */
const MAGIC = 0x41454301
/** Pixels that an encoder puts into a segment. */
const SEGMENT_PIXELS = 1 << 19
/** A side has no more pixels. */
export const MOST_SIDE: number = 1 << 20
/** In a segment's head: nothing but zeros in a plane. */
const NO_TOP = 255

/** What the head of a compressed image says. */
export interface ImageHead {
  /** Unit: pixels. */
  readonly width: number
  /** Unit: pixels. */
  readonly height: number
  /** 1: grey; 3: coloured. */
  readonly channels: 1 | 3
  /** Which step of rounding, 0 … 144. */
  readonly step: number
  /** That of the codec which made it. */
  readonly fingerprint: number
  /** Rows of blocks in each segment but the last. */
  readonly segmentRows: number
}

/** Rows of blocks that an encoder puts into a segment. */
export function segmentRowsOf({ block, columns }: Layout): number {
  return Math.max(1, Math.min(65_535, Math.floor(SEGMENT_PIXELS / (block * block * columns))))
}

/** Writes a head: 22 bytes, with a check sum of its own. */
export function writeHead(out: ByteWriter, head: ImageHead): void {
  const from = out.length
  out.number(MAGIC, 4)
  out.numbers([head.channels, head.step], 1)
  out.numbers([head.width, head.height, head.fingerprint], 4)
  out.number(head.segmentRows, 2)
  out.number(crc32(out.view(from)) >>> 16, 2)
}

/**
 * Reads and checks a head; allocates nothing.
 *
 * @throws AeError `data`
 */
export function readHead(reader: ByteReader, bytes: Uint8Array, most: number): ImageHead {
  const magic = reader.number(4)
  if (magic >>> 8 !== MAGIC >>> 8) throw bad('a compressed image', 'other bytes')
  if (magic !== MAGIC) throw bad(`version ${MAGIC & 255}`, String(magic & 255))
  const channels = reader.number(1)
  const step = reader.number(1)
  const [width = 0, height = 0, fingerprint = 0] = reader.numbers(3, 4)
  const segmentRows = reader.number(2)
  const sum = crc32(bytes.subarray(0, reader.at)) >>> 16
  if (reader.number(2) !== sum) throw bad('a head that fits its check sum', 'another')
  if (channels !== 1 && channels !== 3) throw bad('1 or 3 channels', String(channels))
  if (step >= STEPS) throw bad(`a step below ${STEPS}`, String(step))
  if (width === 0 || height === 0 || width > MOST_SIDE || height > MOST_SIDE || width * height > most)
    throw bad(`at most ${most} pixels, and some`, `${width} × ${height}`)
  return { width, height, channels, step, fingerprint, segmentRows }
}

/** Rows of blocks, coded. */
export interface Segment {
  /** For each plane the highest frequency u + v; -1 for none. */
  readonly tops: Int32Array
  /** Its symbols. */
  readonly bytes: Uint8Array
}

/** Writes a segment with its length and a check sum. */
export function writeSegment(out: ByteWriter, { tops, bytes }: Segment): void {
  const from = out.length
  out.number(bytes.length, 4)
  for (const top of tops) out.number(top < 0 ? NO_TOP : top, 1)
  out.bytes(bytes)
  out.number(crc32(out.view(from)), 4)
}

/**
 * Reads a segment.
 *
 * @throws AeError `data` if it is cut, fails its check sum, or names frequencies that there are not
 */
export function readSegment(reader: ByteReader, bytes: Uint8Array, { block, planes }: Layout): Segment {
  const from = reader.at
  const length = reader.number(4)
  const tops = Int32Array.from(reader.bytes(planes), (top) => (top === NO_TOP ? -1 : top))
  const symbols = reader.bytes(length)
  const sum = crc32(bytes.subarray(from, reader.at))
  if (reader.number(4) !== sum) throw bad('a segment that fits its check sum', 'another')
  const most = 2 * block - 2
  if (tops.some((top) => top > most)) throw bad(`frequencies up to ${most}`, String(Math.max(...tops)))
  return { tops, bytes: symbols }
}

/**
 * Refuses segments of other lengths than an encoder makes, so long that memory would not stay flat or so short that they are all
 * that there is to do; and files that cannot hold them all.
 *
 * @param left bytes behind the head
 * @throws AeError `data`
 */
export function requireSegments(
  { segmentRows }: ImageHead,
  layout: Layout,
  rows: number,
  left: number,
): void {
  const expected = segmentRowsOf(layout)
  if (segmentRows !== expected) throw bad(`segments of ${expected} rows of blocks`, String(segmentRows))
  // A length, a check sum, and a top for each plane.
  const least = Math.ceil(rows / segmentRows) * (8 + layout.planes)
  if (left < least) throw bad(`at least ${least} bytes behind the head`, `${left}: the file is cut`)
}

function bad(expected: string, received: string): AeError {
  return new AeError('data', `decompress: expected ${expected}. Received: ${received}.`, {
    hint: 'the file is damaged, or no file of compress().',
  })
}
