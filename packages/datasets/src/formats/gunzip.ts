import { crc32, requireKnownOptions, requirePositiveInteger } from '@ae/core'
import { Gunzip } from 'fflate'
import { concatenate } from './concatenate'
import { formatError } from './format-error'
import { MAX_UNPACKED_BYTES, pushAll, tooMuch } from './inflate'

/** Options of {@link gunzip}, {@link unzip} and {@link parseNpz}. */
export interface UnpackOptions {
  /** The first byte too many is an error. Unit: bytes of unpacked data. Default: 1 GiB. */
  readonly maxBytes?: number
}

/** Length of the CRC-32 and the size that end a member (RFC 1952, §2.3.1). */
const TRAILER = 8
/**
 * The header of one more member, put behind the file: the stream tells where it begins, which is the end of the file
 * only if the last trailer is all there. (Left to itself it takes a cut trailer for a whole one.)
 */
const EMPTY_HEADER = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0)
const SUBJECT = 'gunzip'

/** What came out of the member that is being read. */
interface Member {
  crc: number
  length: number
}

/**
 * Unpacks a gzip file: all of its members, one after the other, each held against its checksum and length.
 *
 * Bytes after the last member are an error. Nothing is unpacked past `maxBytes`.
 *
 * *Throws*: AeError `data` if the file is cut, damaged or too large. *Owns*: the caller.
 *
 * @example
 * const tar = gunzip(bytes, { maxBytes: 200e6 })
 */
export function gunzip(bytes: Uint8Array, options: UnpackOptions = {}): Uint8Array {
  requireKnownOptions(SUBJECT, options, ['maxBytes'])
  const maxBytes = requirePositiveInteger(SUBJECT, 'maxBytes', options.maxBytes ?? MAX_UNPACKED_BYTES)
  const pieces: Uint8Array[] = []
  let total = 0
  let member: Member = { crc: 0, length: 0 }
  const stream = new Gunzip((piece) => {
    total += piece.length
    if (total > maxBytes) throw tooMuch(SUBJECT, 0, maxBytes)
    member = { crc: crc32(piece, member.crc), length: member.length + piece.length }
    if (piece.length > 0) pieces.push(piece)
  })
  let end = 0
  stream.onmember = (start) => {
    requireTrailer(bytes, start, member)
    member = { crc: 0, length: 0 }
    end = start
  }
  pushAll(SUBJECT, 0, bytes, {
    push(chunk, isLast) {
      stream.push(chunk, false)
      if (isLast) stream.push(EMPTY_HEADER, false)
    },
  })
  if (end > 0 && end === bytes.length) return concatenate(pieces)
  throw formatError(SUBJECT, {
    offset: end,
    expected: 'a whole member',
    received: `${bytes.length - end} bytes`,
  })
}

/** Holds a member against the checksum and the length in front of `end`. */
function requireTrailer(bytes: Uint8Array, end: number, { crc, length }: Member): void {
  const offset = end - TRAILER
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, TRAILER)
  const received = `CRC-32 ${view.getUint32(0, true)} and length ${view.getUint32(4, true)}`
  // The length is stored modulo 2³².
  const expected = `CRC-32 ${crc} and length ${length >>> 0}`
  if (received !== expected) throw formatError(SUBJECT, { offset, expected, received })
}
